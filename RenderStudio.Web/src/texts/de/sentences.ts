/**
 * Sentences of the API that have no id, such as reasons of the ledger. `{name}` stands for any text; a part that is a
 * sentence itself is translated, too. Of several that match, the first one counts.
 */
export const sentences: Readonly<Record<string, string>> = {
  "The image model rejected the request.": "Das Bildmodell hat die Anfrage abgelehnt.",
  "The image model failed.": "Das Bildmodell ist ausgefallen.",
  "The image model rejected the content. Change the prompt or the photo.":
    "Das Bildmodell hat den Inhalt abgelehnt. Ändern Sie die Beschreibung oder das Foto.",
  "The image model was not available in time. Retry later.":
    "Das Bildmodell war nicht rechtzeitig verfügbar. Versuchen Sie es später erneut.",
  "The generation timed out. Pictures that still arrive are delivered at no charge.":
    "Der Auftrag hat zu lange gedauert. Bilder, die noch eintreffen, werden ohne Berechnung geliefert.",
  "The pictures expired before they could be stored.":
    "Die Bilder sind abgelaufen, bevor sie gespeichert werden konnten.",
  "The pictures could not be downloaded from the image model.":
    "Die Bilder konnten nicht vom Bildmodell heruntergeladen werden.",
  "The image model returned a file that is not a valid picture.":
    "Das Bildmodell hat eine Datei geliefert, die kein gültiges Bild ist.",
  "The image model returned no pictures.": "Das Bildmodell hat keine Bilder geliefert.",
  "The pictures could not be stored.": "Die Bilder konnten nicht gespeichert werden.",
  "An internal error occurred.": "Ein interner Fehler ist aufgetreten.",

  "Picture {index} was not made and is not charged: {reason}":
    "Bild {index} wurde nicht erstellt und wird nicht berechnet: {reason}",
  "Pictures {first} to {last} were not made and are not charged: {reason}":
    "Die Bilder {first} bis {last} wurden nicht erstellt und werden nicht berechnet: {reason}",
  "The picture is ready.": "Das Bild ist fertig.",
  "The picture is not charged.": "Das Bild wird nicht berechnet.",
  "The pictures are ready.": "Die Bilder sind fertig.",
  "1 of {requested} pictures was delivered at no charge.":
    "1 von {requested} Bildern wurde ohne Berechnung geliefert.",
  "{delivered} of {requested} pictures were delivered at no charge.":
    "{delivered} von {requested} Bildern wurden ohne Berechnung geliefert.",
  "1 of {requested} pictures was delivered and charged.": "1 von {requested} Bildern wurde geliefert und berechnet.",
  "{delivered} of {requested} pictures were delivered and charged.":
    "{delivered} von {requested} Bildern wurden geliefert und berechnet.",
  "1 of {requested} pictures was delivered; {charged} were charged.":
    "1 von {requested} Bildern wurde geliefert; berechnet: {charged}.",
  "{delivered} of {requested} pictures were delivered; {charged} was charged.":
    "{delivered} von {requested} Bildern wurden geliefert; berechnet: {charged}.",
  "{delivered} of {requested} pictures were delivered; {charged} were charged.":
    "{delivered} von {requested} Bildern wurden geliefert; berechnet: {charged}.",

  "Canceled.": "Abgebrochen.",
  "Fewer pictures were delivered than were requested.": "Es wurden weniger Bilder geliefert als bestellt.",
  "Held by a generation that had ended.": "Von einem beendeten Auftrag reserviert.",
  "Credits of the plan '{plan}' for {period}, less {used} that were used before the account was erased":
    "Credits des Tarifs „{plan}“ für {period}, abzüglich {used}, die vor dem Löschen des Kontos verbraucht wurden",
  "Credits of the plan '{plan}' for {period}": "Credits des Tarifs „{plan}“ für {period}",
  "Credits of the month before that were not used": "Nicht verbrauchte Credits des Vormonats",
  "Purchased credits": "Gekaufte Credits",
  "The payment was refunded or disputed": "Die Zahlung wurde erstattet oder angefochten",

  "Your plan allows 1 variant per generation.": "Ihr Tarif erlaubt 1 Bild je Auftrag.",
  "Your plan allows {count} variants per generation.": "Ihr Tarif erlaubt {count} Bilder je Auftrag.",
  "Your plan includes quality up to 'draft'.": "Ihr Tarif enthält nur die Qualität „Skizze“.",
  "Your plan includes quality up to 'standard'.": "Ihr Tarif enthält die Qualität bis „Standard“.",
  "Is required.": "Ist erforderlich.",
  "Is required for {mode}.": "Ist erforderlich.",
  "Is not known. {known}": "Ist nicht bekannt.",
  "Has {length} characters; {max} are allowed.": "Hat {length} Zeichen; {max} sind erlaubt.",
  "Must not be longer than {max} characters.": "Darf nicht länger als {max} Zeichen sein.",
  "Must be a whole number from {min} to {max}.": "Muss eine ganze Zahl von {min} bis {max} sein.",
  "Must be in the future.": "Muss in der Zukunft liegen.",
  "Must be a whole number.": "Muss eine ganze Zahl sein.",
  "Must be before the year {year}.": "Muss vor dem Jahr {year} liegen.",
  "Must be a list of one or more of: {known}.": "Wählen Sie mindestens einen Eintrag aus.",
  "Contains a duplicate.": "Enthält einen Eintrag doppelt.",
  "Is not a price of this app.": "Wird in diesem Studio nicht verkauft.",

  "Must not contain spaces, backslashes or control characters.":
    "Darf keine Leerzeichen, umgekehrten Schrägstriche oder Steuerzeichen enthalten.",
  "Must be an absolute address such as {example}.": "Muss eine vollständige Adresse sein, zum Beispiel {example}.",
  "Must not contain a user name or password.": "Darf keinen Benutzernamen und kein Passwort enthalten.",
  "Must not contain a fragment.": "Darf keinen Teil nach einem „#“ enthalten.",
  "Must begin with https://.": "Muss mit https:// beginnen.",
  "Must use port 443, or a port above 1023 that no other service is known for.":
    "Muss Port 443 verwenden oder einen Port über 1023, der für keinen anderen Dienst bekannt ist.",
  "Must write the host in ASCII, as {ascii} for {host}.":
    "Der Name des Servers muss in ASCII geschrieben sein: {ascii} statt {host}.",
  "Must write an IPv4 address as four decimal numbers.":
    "Eine IPv4-Adresse muss aus vier Dezimalzahlen bestehen.",
  "Must not end the host with a dot.": "Der Name des Servers darf nicht mit einem Punkt enden.",
  "Must contain a valid host.": "Muss einen gültigen Namen eines Servers enthalten.",
  "Must be the address of a server on the public internet.":
    "Muss die Adresse eines Servers im öffentlichen Internet sein.",
};
