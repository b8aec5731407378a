import type { Catalogue } from './catalogue.js'

export const spanish: Catalogue = {
  common: {
    noDetail: 'no se ha dado ningún detalle',
    unknownRecord: { sentence: 'Registro {key}: {reason}.', nextStep: 'Consulte el registro de actividad.' },
    unknownTrigger: 'Motivo {reason}.',
  },
  records: {
    'in-flight': {
      'on-its-way': {
        sentence: 'El registro {key} va camino de Dotdigital.',
        nextStep: 'Nada: si se retrasa, se vuelve a impulsar.',
      },
    },
    waiting: {
      identity: {
        sentence:
          'El registro {key} no tiene ninguna dirección en la que localizar al cliente: falta el correo o es solo una dirección de reenvío.',
        nextStep:
          'Nada si un pedido posterior o una venta de la tienda trae la dirección; si no, indique en la configuración el campo personalizado que la contiene.',
      },
      'identity-overdue': {
        sentence:
          'El registro {key} lleva esperando la dirección de su cliente más de lo que permite este marketplace ({detail}).',
        nextStep:
          'Pida la dirección al marketplace y envíe una venta que la incluya, o descarte el registro; cuando llegue la dirección, seguirá solo.',
      },
      order: {
        sentence: 'El registro {key} pertenece a un pedido cuyo cliente aún no se ha identificado.',
        nextStep: 'Nada: sigue adelante con el pedido.',
      },
      'pipeline-fault': {
        sentence: 'El registro {key} no se pudo procesar y se apartó tras varios intentos.',
        nextStep: 'Lea el mensaje apartado, corrija el fallo y vuelva a lanzar el registro.',
      },
      quota: {
        sentence:
          'El registro {key} espera porque las llamadas o importaciones que permite Dotdigital están agotadas por ahora.',
        nextStep: 'Nada: sigue solo. Si ocurre a menudo, mire quién más usa la cuenta o pida una cuota mayor.',
      },
      'circuit-open': {
        sentence: 'El registro {key} espera porque Dotdigital no responde; cada pocos segundos se intenta una llamada.',
        nextStep: 'Nada: sigue solo en cuanto Dotdigital vuelva a responder.',
      },
      'rejected-by-dotdigital': {
        sentence: 'Dotdigital rechazó los datos del registro {key}: {detail}.',
        nextStep: 'Haga, o encargue, lo que se indica y vuelva a lanzar el registro.',
      },
    },
    delivered: {
      published: { sentence: 'Dotdigital tiene el registro {key} en esta versión.', nextStep: 'Nada.' },
      stored: {
        sentence: 'El registro {key} forma parte de su pedido; no tiene registro propio en Dotdigital.',
        nextStep: 'Nada.',
      },
    },
    withheld: {
      'contacts-not-created': {
        sentence:
          'El cliente del registro {key} no está en Dotdigital, y la configuración indica que no se creen contactos.',
        nextStep: 'Nada, o ponga newContacts en unsubscribed.',
      },
      'excluded-by-dotdigital': {
        sentence: 'Dotdigital no admite al cliente del registro {key}: {detail}.',
        nextStep: 'Nada: la persona o la plataforma ha excluido esta dirección.',
      },
    },
    superseded: {
      'newer-version': {
        sentence: 'Ya se había aplicado una versión más reciente del registro {key}.',
        nextStep: 'Nada.',
      },
    },
    ignored: {
      test: { sentence: 'El registro {key} es un pedido de prueba.', nextStep: 'Nada.' },
      'not-about-consent': {
        sentence: 'El registro {key} cuenta qué fue de un mensaje, y nada del consentimiento.',
        nextStep: 'Nada.',
      },
    },
    quarantined: {
      invalid: {
        sentence: 'El registro {key} no tiene la forma que documenta Mirakl: {detail}.',
        nextStep: 'Corríjalo en su origen y envíelo de nuevo, o aquí como copia: concord exceptions edit <id>.',
      },
      'shared-customer-id': {
        sentence:
          'El identificador de cliente del registro {key} aparece con demasiados correos distintos para ser de una sola persona.',
        nextStep: 'Añada el identificador a guestIds en concord.yaml y vuelva a lanzar el registro.',
      },
      'oversized-identity': {
        sentence:
          'Según los indicios del registro {key}, una sola persona tendría más identificadores y direcciones de los que tiene una persona ({detail}).',
        nextStep: 'Busque qué dirección o identificador se comparte, retire ese indicio y vuelva a lanzar el registro.',
      },
    },
  },
  triggers: {
    due: { data: 'Los datos que lee este mensaje van camino de Dotdigital.' },
    waiting: {
      'in-dispute': 'El pedido tiene una reclamación abierta; hasta que se resuelva no se pide nada al cliente.',
      'cooling-down': 'La reclamación se cerró hace poco; los mensajes comerciales vuelven tras un periodo de calma.',
      'dispute-overdue': 'La reclamación del pedido lleva demasiado tiempo abierta; alguien tiene que resolverla.',
      'data-stale': 'El pedido se leyó en Mirakl hace demasiado tiempo para este mensaje; antes se volverá a leer.',
      'not-identified': 'Aún no se sabe de quién es el pedido.',
      'consent-unread': 'En este momento no se ha podido consultar el consentimiento en Dotdigital.',
      'record-held': 'Los datos que lee este mensaje no se pudieron escribir en Dotdigital.',
      'links-unresolved': 'Un enlace de este mensaje está incompleto: {detail}.',
      quota: 'Las llamadas que permite Dotdigital están agotadas por ahora.',
      'circuit-open': 'Dotdigital no responde; se enviará en cuanto vuelva a responder.',
      'enrolment-allowance': 'Se ha agotado el número de altas en programas permitido por hora.',
      'not-mapped': 'No hay ninguna campaña configurada para este idioma, ni tampoco una predeterminada.',
      'state-unknown': 'El pedido o su vendedor está en un estado que Concord no conoce; en la duda, no se envía nada.',
    },
    sent: { sent: 'Dotdigital lo ha aceptado.' },
    withheld: {
      history: 'Ya había ocurrido cuando Concord vio el pedido por primera vez.',
      overtaken: 'Se vio a la vez un paso posterior del pedido; solo se comunica el más avanzado.',
      'too-late': 'El mensaje llegaría demasiado tarde.',
      unsubscribed: 'El cliente se ha dado de baja de los mensajes comerciales.',
      'not-subscribed': 'El cliente nunca se ha suscrito a los mensajes comerciales.',
      'opted-out-of-list':
        'El cliente ha dejado la lista a la que pertenece este mensaje, o no ha elegido la preferencia.',
      suppressed: 'La dirección está suprimida en Dotdigital.',
      'hard-bounced': 'La dirección no existe; el correo ha sido devuelto.',
      complained: 'El cliente marcó un mensaje como no deseado.',
      blocked: 'Dotdigital bloquea esta dirección.',
      'seller-suspended': 'El vendedor está suspendido; los mensajes comerciales que lo nombran se han detenido.',
      'not-about-the-order':
        'El mensaje pide algo en vez de informar sobre el pedido; no puede salir como mensaje transaccional.',
      'no-contact': 'El cliente no es un contacto de Dotdigital.',
      'already-in-program': 'El contacto ya está en este programa.',
      'refused-by-dotdigital': 'Dotdigital lo ha rechazado: {detail}.',
      'not-applicable-any-more': 'El pedido ha avanzado y el mensaje ya no encaja.',
    },
    unknown: {
      'answer-lost': 'La conexión se cortó entre el envío y la respuesta; no se sabe si el mensaje llegó a salir.',
    },
  },
}
