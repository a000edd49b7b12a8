/** Texts of the frame, the navigation and the sign-in. */
export const shell = {
  "app.name": "Render Studio",
  "app.skip": "Zum Inhalt springen",
  "app.starting": "Das Studio wird geöffnet …",
  "app.unreachable.title": "Das Studio antwortet nicht",
  "app.unreachable.text": "Bitte prüfen Sie Ihre Verbindung. Ihre Entwürfe sind nicht verloren.",
  "app.unknown.title": "Diese Seite gibt es nicht",
  "app.unknown.text": "Die Adresse ist möglicherweise unvollständig.",
  "app.unknown.go": "Bild erstellen",
  "app.again": "Erneut versuchen",
  "app.close": "Schließen",
  "app.language": "Sprache",

  "nav.label": "Studio",
  "nav.make": "Erstellen",
  "nav.renders": "Meine Entwürfe",
  "nav.account": "Konto",

  "signin.title": "Anmelden",
  "signin.text": "Ihre Bilder sind privat, bis Sie sie veröffentlichen.",
  "signin.go": "Anmelden",
  "signin.local.text": "Dieses Studio läuft auf Ihrem Rechner. Jeder Name ist ein eigener Benutzer.",
  "signin.local.name": "Name",
  "signin.local.go": "Weiter",
  "signin.none.title": "Die Anmeldung ist nicht eingerichtet",
  "signin.none.text": "Der Betreiber dieses Studios hat diese Seite noch nicht mit einem Identitätsanbieter verbunden.",
  "signin.none.api": "API-Dokumentation lesen",
} as const;
