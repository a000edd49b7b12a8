/** Texts of problem codes of the API. */
export const problems = {
  "problem.unexpected": "Es ist etwas Unerwartetes passiert. Bitte versuchen Sie es erneut.",
  "problem.offline": "Das Studio ist nicht erreichbar. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es erneut.",
  "problem.outdated": "Diese Seite passt nicht mehr zum Studio. Bitte laden Sie sie neu; Ihre Eingaben bleiben erhalten.",
  "problem.unauthenticated":
    "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich erneut an; Ihre Eingaben bleiben erhalten.",
  "problem.forbidden": "Ihr Konto ist dazu nicht berechtigt.",
  "problem.quota_exceeded":
    "Ihre Credits reichen dafür nicht. In Ihrem Konto sehen Sie, wie viele übrig sind und wann neue hinzukommen.",
  "problem.key_credit_cap_exceeded": "Die monatliche Obergrenze des API-Schlüssels ist erreicht.",
  "problem.storage_quota_exceeded": "Ihr Speicherplatz ist belegt. Löschen Sie Entwürfe, die Sie nicht mehr brauchen.",
  "problem.not_found": "Es ist nicht vorhanden oder wurde gelöscht.",
  "problem.upload_ended": "Das Hochladen hat zu lange gedauert. Bitte wählen Sie das Foto erneut aus.",
  "problem.request_timeout": "Die Verbindung war zu langsam. Bitte versuchen Sie es erneut.",
  "problem.asset_in_use":
    "Ein Bild, das gerade entsteht, verwendet das Foto noch. Bitte versuchen Sie es erneut, wenn es fertig ist.",
  "problem.generation_in_flight":
    "Es entstehen bereits so viele Bilder, wie Ihr Tarif zulässt. Warten Sie auf eines oder brechen Sie es ab.",
  "problem.idempotency_in_progress":
    "Die Anfrage wird noch bearbeitet. Bitte versuchen Sie es in einem Moment erneut.",
  "problem.billing_not_configured": "In diesem Studio kann nichts gekauft werden.",
  "problem.subscription_exists": "Sie haben bereits ein Abonnement. Ändern Sie dessen Tarif.",
  "problem.endpoint_disabled": "Der Webhook ist angehalten. Setzen Sie ihn zuerst fort.",
  "problem.limit_reached": "Mehr davon lässt Ihr Konto nicht zu. Löschen Sie zuerst einen Eintrag.",
  "problem.body_too_large": "Die Datei ist zu groß.",
  "problem.unsupported_media_type":
    "Diese Art von Datei wird nicht unterstützt. Bitte wählen Sie eine JPEG-, PNG- oder WebP-Datei.",
  "problem.content_rejected": "Einige Wörter sind nicht erlaubt. Bitte ändern Sie die markierten Wörter.",
  "problem.idempotency_key_reused":
    "Die Eingaben haben sich während des Sendens geändert. Bitte senden Sie sie erneut.",
  "problem.image_unreadable": "Das Foto ist beschädigt. Bitte wählen Sie ein anderes.",
  "problem.image_too_large": "Das Foto hat zu viele Pixel. Bitte wählen Sie ein kleineres.",
  "problem.image_too_small": "Das Foto ist zu klein. Bitte wählen Sie ein größeres.",
  "problem.image_too_complex":
    "Das Foto zu lesen dauert zu lange. Speichern Sie es erneut als JPEG und wählen Sie diese Datei.",
  "problem.file_empty": "Die Datei ist leer. Bitte wählen Sie eine andere.",
  "problem.upload_incomplete": "Das Hochladen wurde unterbrochen. Bitte wählen Sie das Foto erneut aus.",
  "problem.rate_limited": [
    "Zu viele Anfragen. Bitte versuchen Sie es in {count} Sekunde erneut.",
    "Zu viele Anfragen. Bitte versuchen Sie es in {count} Sekunden erneut.",
  ],
  "problem.unavailable": [
    "Das Studio ist ausgelastet. Bitte versuchen Sie es in {count} Sekunde erneut.",
    "Das Studio ist ausgelastet. Bitte versuchen Sie es in {count} Sekunden erneut.",
  ],
  "problem.internal": "Im Studio ist etwas Unerwartetes passiert. Bitte versuchen Sie es erneut.",
} as const;
