import type { TriggerExceptionName } from '../exceptions.js'
import type { Language } from './languages.js'

/** What whoever owns it does next about a message that did not go out. */
export const triggerSteps: Readonly<Record<TriggerExceptionName, Readonly<Record<Language, string>>>> = {
  'waiting/links-unresolved': {
    en: 'Correct links in concord.yaml, and restart the publisher.',
    fr: 'Corrigez links dans concord.yaml, puis redémarrez le publisher.',
    de: 'Den Eintrag links in concord.yaml berichtigen und den Publisher neu starten.',
    es: 'Corrija links en concord.yaml y reinicie el publisher.',
  },
  'waiting/not-mapped': {
    en: 'Add a campaign for this language, or a default, under campaigns in concord.yaml, and restart the publisher.',
    fr: 'Ajoutez une campagne pour cette langue, ou une par défaut, sous campaigns dans concord.yaml, puis redémarrez le publisher.',
    de: 'Unter campaigns in concord.yaml eine Kampagne für diese Sprache oder einen Standard ergänzen und den Publisher neu starten.',
    es: 'Añada una campaña para este idioma, o una por defecto, en campaigns de concord.yaml y reinicie el publisher.',
  },
  'waiting/state-unknown': {
    en: 'Tell engineering the state of the order and of its seller.',
    fr: "Signalez à l'équipe technique l'état de la commande et de son vendeur.",
    de: 'Der Technik den Zustand der Bestellung und ihres Verkäufers nennen.',
    es: 'Comunique a ingeniería el estado del pedido y de su vendedor.',
  },
  'withheld/too-late': {
    en: 'Find out from the timeline of the record what held it, then dismiss this.',
    fr: "Cherchez dans la chronologie de l'enregistrement ce qui l'a retenu, puis classez ceci.",
    de: 'Am Verlauf des Datensatzes ablesen, was sie aufgehalten hat, dann dies abschließen.',
    es: 'Averigüe en la cronología del registro qué lo retuvo y después descarte esto.',
  },
  'withheld/not-about-the-order': {
    en: 'Make its purpose marketing in concord.yaml; later occurrences go out.',
    fr: 'Donnez-lui le purpose marketing dans concord.yaml ; les suivants partiront.',
    de: 'Ihren purpose in concord.yaml auf marketing setzen; spätere gehen dann hinaus.',
    es: 'Ponga su purpose en marketing en concord.yaml; los siguientes saldrán.',
  },
  'withheld/refused-by-dotdigital': {
    en: 'Correct what Dotdigital names, in the campaign, the program or concord.yaml; later occurrences go out.',
    fr: 'Corrigez ce que Dotdigital indique, dans la campagne, le programme ou concord.yaml ; les suivants partiront.',
    de: 'Berichtigen, was Dotdigital nennt: in der Kampagne, dem Programm oder concord.yaml; spätere gehen dann hinaus.',
    es: 'Corrija lo que indica Dotdigital en la campaña, el programa o concord.yaml; los siguientes saldrán.',
  },
  'unknown/answer-lost': {
    en: 'Look in Dotdigital whether it arrived; if not, and it still matters, send it by hand.',
    fr: "Vérifiez dans Dotdigital s'il est arrivé ; sinon, et s'il est encore utile, envoyez-le à la main.",
    de: 'In Dotdigital nachsehen, ob sie ankam; wenn nicht und sie noch zählt, von Hand senden.',
    es: 'Compruebe en Dotdigital si llegó; si no, y aún importa, envíelo a mano.',
  },
}

const settleTheDispute: Readonly<Record<Language, string>> = {
  en: 'Settle the dispute; then it goes by itself, if it is not too late.',
  fr: 'Réglez le litige ; il partira alors de lui-même, s’il n’est pas trop tard.',
  de: 'Die Reklamation klären; dann geht sie von selbst hinaus, wenn es nicht zu spät ist.',
  es: 'Resuelva la reclamación; entonces saldrá por sí solo, si no es demasiado tarde.',
}

/** What somebody does about a message that waits as it should. */
export const waitingSteps: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'waiting/in-dispute': settleTheDispute,
  'waiting/dispute-overdue': settleTheDispute,
}
