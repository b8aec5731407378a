import type { OrderExceptionName } from '../exceptions.js'
import type { Owner } from '../record.js'
import type { Telling } from './catalogue.js'
import type { Language } from './languages.js'

interface OrderException {
  readonly owner: Owner
  readonly tellings: Readonly<Record<Language, Telling>>
}

/** What a person must act on about an order itself, whether or not a record or a message waits for it. */
export const orderExceptions: Readonly<Record<OrderExceptionName, OrderException>> = {
  'in-dispute/overdue': {
    owner: 'cx',
    tellings: {
      en: {
        sentence: 'Order {key} has been in dispute since {detail}, which is longer than disputes may be.',
        nextStep: 'End the dispute in Mirakl, or find out why it stays open; what is marketing waits for it.',
      },
      fr: {
        sentence: 'La commande {key} est en litige depuis {detail}, plus longtemps qu’un litige ne doit durer.',
        nextStep:
          'Mettez fin au litige dans Mirakl, ou cherchez pourquoi il reste ouvert ; le marketing attend sa fin.',
      },
      de: {
        sentence: 'Bestellung {key} ist seit {detail} im Streitfall, länger als ein Streitfall dauern darf.',
        nextStep: 'Den Streitfall in Mirakl beenden oder herausfinden, warum er offen bleibt; Marketing wartet darauf.',
      },
      es: {
        sentence: 'El pedido {key} está en disputa desde {detail}, más tiempo del que una disputa debe durar.',
        nextStep: 'Cierre la disputa en Mirakl o averigüe por qué sigue abierta; el marketing espera a que acabe.',
      },
    },
  },
}
