import type { AlertType } from '../alert-types.js'
import type { AlertTelling } from './catalogue.js'

export const spanishAlerts: Readonly<Record<AlertType, AlertTelling>> = {
  'no-data': {
    sentence: 'No se ve nada de {where}, así que tampoco lo que allí va mal.',
    nextStep: 'Compruebe que funciona y responde, y que monitor puede leerlo (WATCHED_URLS, API_TOKEN).',
  },
  'circuit-open': {
    sentence: 'Dotdigital no responde a la cuenta {where} ({tiers}); lo que hay que escribir o enviar espera.',
    nextStep: 'Mire la página de estado de Dotdigital y su acceso; todo sigue por sí solo.',
  },
  'credentials-refused': {
    sentence: '{platform} rechaza las credenciales de {where}.',
    nextStep:
      'Devuelva sus permisos al usuario de API o a la clave, o ponga otras nuevas, y reinicie los servicios que las usan.',
  },
  'queue-unconsumed': {
    sentence: 'Nadie lee de la cola {where}; sus mensajes esperan.',
    nextStep: 'Mire GET /ready del servicio y después RabbitMQ.',
  },
  'poll-late': {
    sentence: '{where} ({kind}) se leyó hasta el final por última vez a las {since}; se permiten {minutes} minutos.',
    never: '{where} ({kind}) aún no se ha leído nunca hasta el final; se permiten {minutes} minutos.',
    nextStep: 'Ejecute concord check y busque códigos mirakl en el registro de ingest-gateway; no se pierde nada.',
  },
  'consent-old': {
    sentence:
      'Los consentimientos de la cuenta {where} se leyeron hasta el final por última vez a las {since}; si son demasiado antiguos, el marketing espera.',
    never: 'Los consentimientos de la cuenta {where} aún no se han leído nunca hasta el final; el marketing espera.',
    nextStep: 'Compruebe que consent-guard funciona y busque códigos dotdigital en su registro.',
  },
  'opt-outs-late': {
    sentence:
      'Bajas en la cuenta {where} de las que Concord supo demasiado tarde en la última hora: {count}, la más lenta después de {minutes} minutos.',
    nextStep: 'Configure los webhooks de Dotdigital hacia el gateway, o baje suppressionsEverySeconds.',
  },
  'quota-low': {
    sentence: 'A la cuenta {where} le quedan {left} de {limit} llamadas ({tiers}).',
    nextStep: 'Vea quién más usa la cuenta, o pida a Dotdigital una cuota mayor.',
  },
  'calls-waiting': {
    sentence:
      'Ninguna llamada a Mirakl para {where} ({operations}) ha tenido su turno desde hace {minutes} minutos: la cuota está agotada.',
    nextStep:
      'Vea quién más usa la misma clave, y si calls en concord.yaml dice lo que Mirakl permite. OR13 espera hasta un día tras una exportación completa; no se pierde nada.',
  },
  'enrolments-waiting': {
    sentence: 'Altas en la cuenta {where} que esperan porque las llamadas de esta hora están agotadas: {count}.',
    nextStep:
      'Salen por sí solas, 25 contactos por llamada. Si ocurre a menudo, vea qué más da de alta en programas, o envíe estos mensajes con una campaña.',
  },
  'queue-deep': {
    sentence: 'Mensajes que esperan en la cola {where}: {count}.',
    nextStep: 'Averigüe qué frena al servicio; ponga más réplicas.',
  },
  'dead-letters': {
    sentence: 'Mensajes apartados en {where}: {count}; sus registros esperan.',
    nextStep: 'Lea el código en el registro del servicio, corrija el fallo y vuelva a lanzar los registros.',
  },
  'records-late': {
    sentence: 'Registros de {where} fuera de plazo: {count}, el más antiguo desde {since}; se permiten {hours} horas.',
    nextStep: 'Mire la cronología de uno de ellos, corrija lo que lo retiene y vuelva a lanzarlos.',
  },
  'orders-pending': {
    sentence:
      'Pedidos de {where} pendientes desde hace más de {hours} horas: {count}, el más antiguo desde {since}. Hasta entonces no pueden salir estos mensajes: {blocks}.',
    nextStep: 'Pregunte a quien debe actuar: el vendedor o, antes de un cargo, el operador.',
  },
  'differences-found': {
    sentence:
      'Diferencias entre Concord y {where} desde la última conciliación completa: {count} (conciliación {run}).',
    nextStep:
      'Mire (concord reconcile show <run>), corrija (concord reconcile repair <run> --all, primero con --dry-run) o acepte lo que puede quedar (concord reconcile accept <run>), y compare todo de nuevo: concord reconcile.',
  },
  'reconciliations-failed': {
    sentence: 'Conciliaciones de Concord con {where} que fallaron en la última semana: {count} (la última: {run}).',
    nextStep: 'Vea por qué con concord reconcile show <run>, corríjalo y empiece otra: concord reconcile.',
  },
  'links-failing': {
    sentence:
      'Enlaces de {where} que no llevan a ninguna parte: {count} de {visited} probados, de los que los mensajes mostraron últimamente.',
    nextStep:
      'Abra cada dirección; corrija la plantilla en links de concord.yaml o repare la tienda. concord check --links prueba más.',
  },
  exceptions: {
    sentence: 'Excepciones abiertas de {where}: {count} ({exception}).',
    nextStep: 'Mire cada una y haga lo que dice.',
  },
  'value-unknown': {
    sentence: '{where} da {value} para {field}, que Concord no conoce; cuenta como anormal.',
    nextStep:
      'Averigüe en Mirakl qué significa y si esos pedidos están bien. Pida después que se añada a Concord: el runbook dice dónde. Hasta entonces, siléncielo: concord alerts silence <id>.',
  },
  'certificate-expiring': {
    sentence: 'El certificado de {where} es válido hasta {until}.',
    nextStep: 'Renuévelo, o pídalo a quien lleva ese servidor.',
  },
  'credential-expiring': {
    sentence: 'La credencial {where} caduca el {until}.',
    nextStep: 'Renuévela, póngala y corrija expiresOn en concord.yaml.',
  },
  'delivery-failing': {
    sentence: 'Desde {since} las alertas no llegan por la vía {where}; esperan: {count}.',
    nextStep: 'Mire su último fallo en esta alerta y corrija su dirección o su secreto; entonces salen por sí solas.',
  },
}
