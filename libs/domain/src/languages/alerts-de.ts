import type { AlertType } from '../alert-types.js'
import type { AlertTelling } from './catalogue.js'

export const germanAlerts: Readonly<Record<AlertType, AlertTelling>> = {
  'no-data': {
    sentence: 'Von {where} ist nichts zu sehen, also auch nicht, was dort schiefgeht.',
    nextStep: 'Nachsehen, ob es läuft und antwortet und ob monitor es lesen darf (WATCHED_URLS, API_TOKEN).',
  },
  'circuit-open': {
    sentence: 'Dotdigital antwortet dem Konto {where} nicht ({tiers}); was zu schreiben oder zu senden ist, wartet.',
    nextStep: 'Die Statusseite von Dotdigital und den Weg dorthin ansehen; alles geht von selbst weiter.',
  },
  'credentials-refused': {
    sentence: '{platform} weist die Zugangsdaten von {where} ab.',
    nextStep:
      'Dem API-Benutzer oder dem Schlüssel seine Rechte zurückgeben oder neue Zugangsdaten setzen und die Dienste neu starten, die sie benutzen.',
  },
  'queue-unconsumed': {
    sentence: 'Niemand liest aus der Warteschlange {where}; ihre Nachrichten warten.',
    nextStep: 'GET /ready des Dienstes ansehen, dann RabbitMQ.',
  },
  'poll-late': {
    sentence: '{where} ({kind}) wurde zuletzt um {since} bis zum Ende gelesen; erlaubt sind {minutes} Minuten.',
    never: '{where} ({kind}) wurde noch nie bis zum Ende gelesen; erlaubt sind {minutes} Minuten.',
    nextStep:
      'concord check ausführen und im Protokoll von ingest-gateway nach mirakl-Codes suchen; es geht nichts verloren.',
  },
  'consent-old': {
    sentence:
      'Die Einwilligungen des Kontos {where} wurden zuletzt um {since} bis zum Ende gelesen; sind sie zu alt, wartet das Marketing.',
    never: 'Die Einwilligungen des Kontos {where} wurden noch nie bis zum Ende gelesen; das Marketing wartet.',
    nextStep: 'Nachsehen, ob consent-guard läuft, und in seinem Protokoll nach dotdigital-Codes suchen.',
  },
  'opt-outs-late': {
    sentence:
      'Abmeldungen im Konto {where}, von denen Concord in der letzten Stunde zu spät erfuhr: {count}, von der langsamsten nach {minutes} Minuten.',
    nextStep: 'Die Webhooks von Dotdigital zum Gateway einrichten oder suppressionsEverySeconds senken.',
  },
  'quota-low': {
    sentence: 'Das Konto {where} hat noch {left} von {limit} Aufrufen ({tiers}).',
    nextStep: 'Nachsehen, wer das Konto noch benutzt, oder Dotdigital um ein größeres Kontingent bitten.',
  },
  'calls-waiting': {
    sentence:
      'Kein Aufruf von Mirakl für {where} ({operations}) kam seit {minutes} Minuten an die Reihe: Das Kontingent ist verbraucht.',
    nextStep:
      'Nachsehen, wer noch mit demselben Schlüssel fragt und ob calls in concord.yaml sagt, was Mirakl erlaubt. OR13 wartet nach einem vollen Export bis zu einem Tag; es geht nichts verloren.',
  },
  'enrolments-waiting': {
    sentence: 'Aufnahmen im Konto {where}, die warten, weil die Aufrufe dieser Stunde verbraucht sind: {count}.',
    nextStep:
      'Sie gehen von selbst, 25 Kontakte je Aufruf. Kommt es oft vor: nachsehen, was sonst in Programme aufnimmt, oder diese Nachrichten mit einer Kampagne senden.',
  },
  'queue-deep': {
    sentence: 'Nachrichten, die in der Warteschlange {where} warten: {count}.',
    nextStep: 'Herausfinden, was den Dienst aufhält; mehr Replikate von ihm laufen lassen.',
  },
  'dead-letters': {
    sentence: 'In {where} beiseitegelegte Nachrichten: {count}; ihre Datensätze warten.',
    nextStep: 'Den Code im Protokoll des Dienstes lesen, den Fehler beheben und die Datensätze erneut anstoßen.',
  },
  'records-late': {
    sentence:
      'Datensätze von {where} über ihrer Zeit: {count}, der älteste seit {since}; erlaubt sind {hours} Stunden.',
    nextStep: 'Den Verlauf eines von ihnen ansehen, beheben, was ihn aufhält, und sie dann erneut anstoßen.',
  },
  'orders-pending': {
    sentence:
      'Bestellungen von {where}, die seit mehr als {hours} Stunden ausstehen: {count}, die älteste seit {since}. Bis dahin können diese Nachrichten nicht gehen: {blocks}.',
    nextStep: 'Fragen, wer dran ist: den Händler oder, vor einer Abbuchung, den Betreiber.',
  },
  'differences-found': {
    sentence:
      'Unterschiede zwischen Concord und {where} seit dem letzten vollständigen Abgleich: {count} (Lauf {run}).',
    nextStep:
      'Ansehen (concord reconcile show <run>), beheben (concord reconcile repair <run> --all, zuerst mit --dry-run) oder hinnehmen, was so bleiben darf (concord reconcile accept <run>), und alles neu abgleichen: concord reconcile.',
  },
  'reconciliations-failed': {
    sentence: 'Abgleiche von Concord mit {where}, die in der letzten Woche gescheitert sind: {count} (zuletzt {run}).',
    nextStep: 'Mit concord reconcile show <run> den Grund ansehen, ihn beheben und neu beginnen: concord reconcile.',
  },
  'links-failing': {
    sentence:
      'Links von {where}, die nirgendwohin führen: {count} von {visited} geprüften, die Nachrichten zuletzt zeigten.',
    nextStep:
      'Jede Adresse öffnen; die Vorlage unter links in concord.yaml berichtigen oder den Shop in Ordnung bringen. concord check --links prüft mehr davon.',
  },
  exceptions: {
    sentence: 'Offene Ausnahmen von {where}: {count} ({exception}).',
    nextStep: 'Jede von ihnen ansehen und tun, was sie sagt.',
  },
  'value-unknown': {
    sentence: '{where} nennt {value} für {field}, was Concord nicht kennt; es gilt als nicht in Ordnung.',
    nextStep:
      'In Mirakl herausfinden, was es bedeutet und ob diese Bestellungen in Ordnung sind. Dann in Concord aufnehmen lassen: das Runbook sagt, wo. Bis dahin stumm schalten: concord alerts silence <id>.',
  },
  'certificate-expiring': {
    sentence: 'Das Zertifikat von {where} gilt bis {until}.',
    nextStep: 'Es erneuern oder den bitten, der diesen Server betreibt.',
  },
  'credential-expiring': {
    sentence: 'Die Zugangsdaten {where} laufen am {until} ab.',
    nextStep: 'Sie erneuern, setzen und expiresOn in concord.yaml berichtigen.',
  },
  'delivery-failing': {
    sentence: 'Seit {since} erreichen Alarme den Weg {where} nicht; es warten: {count}.',
    nextStep:
      'Den letzten Fehler in diesem Alarm ansehen und Adresse oder Geheimnis berichtigen; dann gehen sie von selbst.',
  },
}
