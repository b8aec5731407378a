import type { Catalogue } from './catalogue.js'

export const german: Catalogue = {
  common: {
    noDetail: 'Näheres ist nicht bekannt',
    unknownRecord: { sentence: 'Datensatz {key}: {reason}.', nextStep: 'Bitte im Protokoll nachsehen.' },
    unknownTrigger: 'Grund {reason}.',
  },
  records: {
    'in-flight': {
      'on-its-way': {
        sentence: 'Datensatz {key} ist auf dem Weg zu Dotdigital.',
        nextStep: 'Nichts zu tun: Bei Verspätung wird er erneut angestoßen.',
      },
    },
    waiting: {
      identity: {
        sentence:
          'Datensatz {key} hat keine Adresse, unter der die Kundin oder der Kunde erreichbar ist: Die E-Mail fehlt oder ist nur eine Weiterleitungsadresse.',
        nextStep:
          'Nichts zu tun, wenn eine spätere Bestellung oder ein Verkauf im Shop die Adresse bringt; sonst in der Konfiguration das Zusatzfeld angeben, in dem sie steht.',
      },
      'identity-overdue': {
        sentence: 'Datensatz {key} wartet schon länger auf eine Adresse, als dieser Marktplatz erlaubt ({detail}).',
        nextStep:
          'Die Adresse beim Marktplatz erfragen und mit einem Verkauf nachreichen oder den Datensatz verwerfen; kommt die Adresse, geht es von selbst weiter.',
      },
      order: {
        sentence: 'Datensatz {key} gehört zu einer Bestellung, deren Käufer noch nicht feststeht.',
        nextStep: 'Nichts zu tun: Er geht mit der Bestellung weiter.',
      },
      'pipeline-fault': {
        sentence: 'Datensatz {key} ließ sich nicht verarbeiten und wurde nach mehreren Versuchen beiseitegelegt.',
        nextStep: 'Die beiseitegelegte Nachricht lesen, den Fehler beheben und den Datensatz erneut anstoßen.',
      },
      quota: {
        sentence:
          'Datensatz {key} wartet, weil die Aufrufe oder Importe, die Dotdigital erlaubt, gerade verbraucht sind.',
        nextStep:
          'Nichts zu tun: Er geht von selbst weiter. Kommt das oft vor, nachsehen, wer das Konto noch nutzt, oder ein größeres Kontingent erbitten.',
      },
      'circuit-open': {
        sentence:
          'Datensatz {key} wartet, weil Dotdigital gerade nicht antwortet; alle paar Sekunden wird ein Aufruf versucht.',
        nextStep: 'Nichts zu tun: Er geht von selbst weiter, sobald Dotdigital wieder antwortet.',
      },
      'rejected-by-dotdigital': {
        sentence: 'Dotdigital hat die Daten von Datensatz {key} abgelehnt: {detail}.',
        nextStep: 'Tun oder veranlassen, was hier steht, und den Datensatz dann erneut anstoßen.',
      },
    },
    delivered: {
      published: { sentence: 'Dotdigital hat Datensatz {key} in dieser Fassung.', nextStep: 'Nichts zu tun.' },
      stored: {
        sentence: 'Datensatz {key} ist Teil seiner Bestellung und steht in Dotdigital nicht für sich allein.',
        nextStep: 'Nichts zu tun.',
      },
    },
    withheld: {
      'contacts-not-created': {
        sentence:
          'Die Person zu Datensatz {key} ist nicht in Dotdigital, und laut Konfiguration werden keine Kontakte angelegt.',
        nextStep: 'Nichts zu tun, oder newContacts auf unsubscribed setzen.',
      },
      'excluded-by-dotdigital': {
        sentence: 'Dotdigital nimmt die Person zu Datensatz {key} nicht an: {detail}.',
        nextStep: 'Nichts zu tun: Die Person oder die Plattform hat diese Adresse ausgeschlossen.',
      },
    },
    superseded: {
      'newer-version': {
        sentence: 'Eine neuere Fassung von Datensatz {key} war bereits übernommen.',
        nextStep: 'Nichts zu tun.',
      },
    },
    ignored: {
      test: { sentence: 'Datensatz {key} ist eine Testbestellung.', nextStep: 'Nichts zu tun.' },
      'not-about-consent': {
        sentence: 'Datensatz {key} sagt, was aus einer Nachricht wurde, und nichts über die Einwilligung.',
        nextStep: 'Nichts zu tun.',
      },
    },
    quarantined: {
      invalid: {
        sentence: 'Datensatz {key} hat nicht die Form, die Mirakl beschreibt: {detail}.',
        nextStep: 'An der Quelle berichtigen und erneut senden, oder hier als Kopie: concord exceptions edit <id>.',
      },
      'shared-customer-id': {
        sentence:
          'Die Kundennummer von Datensatz {key} kommt mit zu vielen verschiedenen E-Mail-Adressen vor, um für eine einzige Person zu stehen.',
        nextStep: 'Die Nummer in concord.yaml unter guestIds eintragen und den Datensatz erneut anstoßen.',
      },
      'oversized-identity': {
        sentence:
          'Nach den Hinweisen von Datensatz {key} hätte eine Person mehr Kundennummern und Adressen, als ein Mensch hat ({detail}).',
        nextStep:
          'Nachsehen, welche Adresse oder Nummer geteilt wird, diesen Hinweis zurücknehmen und den Datensatz erneut anstoßen.',
      },
    },
  },
  triggers: {
    due: { data: 'Die Daten für diese Nachricht sind auf dem Weg zu Dotdigital.' },
    waiting: {
      'in-dispute': 'Zur Bestellung läuft eine Reklamation; bis sie geklärt ist, wird niemand um etwas gebeten.',
      'cooling-down': 'Die Reklamation ist erst seit Kurzem geklärt; nach einer Schonfrist geht es weiter.',
      'dispute-overdue': 'Die Reklamation zur Bestellung läuft schon zu lange; jemand muss sie zum Ende bringen.',
      'data-stale':
        'Die Bestellung wurde zuletzt vor zu langer Zeit aus Mirakl gelesen; vor dieser Nachricht wird sie neu gelesen.',
      'not-identified': 'Es steht noch nicht fest, von wem die Bestellung ist.',
      'consent-unread': 'Die Einwilligung ließ sich gerade nicht bei Dotdigital abfragen.',
      'record-held': 'Die Daten für diese Nachricht ließen sich nicht in Dotdigital speichern.',
      'links-unresolved': 'Ein Link in dieser Nachricht ist unvollständig: {detail}.',
      quota: 'Die Aufrufe, die Dotdigital erlaubt, sind gerade verbraucht.',
      'circuit-open': 'Dotdigital antwortet gerade nicht; gesendet wird, sobald es wieder geht.',
      'enrolment-allowance': 'Für diese Stunde sind alle Aufnahmen in Programme verbraucht.',
      'not-mapped': 'Für diese Sprache ist keine Kampagne hinterlegt und auch keine als Standard.',
      'state-unknown':
        'Die Bestellung oder ihr Händler ist in einem Status, den Concord nicht kennt; im Zweifel wird nichts gesendet.',
    },
    sent: { sent: 'Dotdigital hat sie angenommen.' },
    withheld: {
      history: 'Es war schon geschehen, als Concord die Bestellung zum ersten Mal sah.',
      overtaken: 'Ein späterer Schritt der Bestellung kam gleichzeitig an; nur der letzte wird gemeldet.',
      'too-late': 'Für diese Nachricht ist es zu spät.',
      unsubscribed: 'Die Person hat sich von Werbung abgemeldet.',
      'not-subscribed': 'Die Person hat sich nie für Werbung angemeldet.',
      'opted-out-of-list':
        'Die Person hat die Liste verlassen, zu der diese Nachricht gehört, oder die Präferenz nicht gewählt.',
      suppressed: 'Die Adresse ist in Dotdigital gesperrt.',
      'hard-bounced': 'Die Adresse gibt es nicht; die Post kam zurück.',
      complained: 'Die Person hat eine Nachricht als Spam gemeldet.',
      blocked: 'Dotdigital blockiert diese Adresse.',
      'seller-suspended': 'Der Händler ist gesperrt; Werbung, die ihn nennt, ruht.',
      'not-about-the-order':
        'Diese Nachricht bittet um etwas, statt über die Bestellung zu informieren; als Transaktionsnachricht darf sie nicht gehen.',
      'no-contact': 'Die Person ist kein Kontakt in Dotdigital.',
      'already-in-program': 'Der Kontakt ist schon in diesem Programm.',
      'refused-by-dotdigital': 'Dotdigital hat sie abgelehnt: {detail}.',
      'not-applicable-any-more': 'Die Bestellung ist inzwischen weiter; die Nachricht passt nicht mehr.',
    },
    unknown: {
      'answer-lost':
        'Die Verbindung riss zwischen Senden und Antwort ab; ob die Nachricht hinausging, ist nicht bekannt.',
    },
  },
}
