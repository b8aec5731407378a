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
    sentence: 'Dotdigital rechaza las credenciales de la cuenta {where}.',
    nextStep:
      'Devuelva sus permisos al usuario de API, o ponga su nueva contraseña, y reinicie los servicios que la usan.',
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
    sentence: 'Concord supo de una baja en la cuenta {where} solo después de {minutes} minutos.',
    nextStep: 'Configure los webhooks de Dotdigital hacia el gateway, o baje suppressionsEverySeconds.',
  },
  'quota-low': {
    sentence: 'A la cuenta {where} le quedan {left} de {limit} llamadas por minuto ({tiers}).',
    nextStep: 'Vea quién más usa la cuenta, o pida a Dotdigital una cuota mayor.',
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
  'disputes-overdue': {
    sentence: 'Pedidos de {where} en disputa desde hace demasiado: {count}; el marketing espera por ellos.',
    nextStep: 'Búsquelos en Mirakl por su incidente y haga que el vendedor o el operador lo cierre.',
  },
  'differences-found': {
    sentence: 'Diferencias de {where} encontradas desde la última conciliación completa: {count}.',
    nextStep:
      'Busque las conciliaciones (concord reconcile list), mírelas (concord reconcile show <run>), corríjalas (concord reconcile repair <run> --all, primero con --dry-run) y compare todo de nuevo: concord reconcile.',
  },
  'reconciliations-failed': {
    sentence: 'Conciliaciones de {where} que no llegaron a su fin en la última semana: {count}.',
    nextStep:
      'Búsquela con concord reconcile list, vea por qué con concord reconcile show <run>, corríjalo y empiece otra: concord reconcile.',
  },
  exceptions: {
    sentence: 'Excepciones abiertas de {where}: {count} ({exception}).',
    nextStep: 'Mire cada una y haga lo que dice.',
  },
  'value-unknown': {
    sentence: '{where} da {value} para {field}, que Concord no conoce; cuenta como anormal.',
    nextStep: 'Averigüe qué significa en Mirakl y enséñeselo a Concord.',
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
