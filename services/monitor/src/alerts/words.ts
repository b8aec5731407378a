import type { Language, Owner } from '@concord/domain'
import type { NoticeKind } from './alert.js'

interface Words {
  readonly notice: Readonly<Record<NoticeKind, string>>
  readonly owner: Readonly<Record<Owner, string>>
  readonly critical: string
  readonly toDo: string
  readonly examples: string
  readonly explains: string
  readonly since: string
  readonly look: string
  /** Where commands are typed, and what each is for. */
  readonly type: string
  readonly does: Readonly<Record<'show' | 'record' | 'acknowledge', string>>
}

/** What stands around the sentences of an alert. */
export const words: Readonly<Record<Language, Words>> = {
  en: {
    notice: { opened: 'Alert', escalated: 'Still open', resolved: 'Resolved' },
    owner: {
      marketing: 'marketing',
      cx: 'CX',
      operations: 'operations',
      engineering: 'engineering',
      concord: 'Concord',
    },
    ...{ critical: 'critical', toDo: 'What to do', examples: 'Among them', explains: 'Because of it, too' },
    ...{ since: 'Since', look: 'Look at it' },
    type: 'On the command line',
    does: { show: 'all about it', record: 'the first case', acknowledge: 'says that you are at it' },
  },
  fr: {
    notice: { opened: 'Alerte', escalated: 'Toujours ouverte', resolved: 'Résolue' },
    owner: {
      ...{ marketing: 'marketing', cx: 'service client', operations: 'exploitation', engineering: 'équipe technique' },
      concord: 'Concord',
    },
    ...{ critical: 'critique', toDo: 'Que faire', examples: 'Par exemple', explains: 'De ce fait aussi' },
    ...{ since: 'Depuis', look: 'Voir' },
    type: 'En ligne de commande',
    does: { show: 'tout à ce sujet', record: 'le premier cas', acknowledge: 'dit que vous vous en occupez' },
  },
  de: {
    notice: { opened: 'Alarm', escalated: 'Noch immer offen', resolved: 'Erledigt' },
    owner: {
      marketing: 'Marketing',
      cx: 'Kundenservice',
      operations: 'Betrieb',
      engineering: 'Technik',
      concord: 'Concord',
    },
    ...{ critical: 'kritisch', toDo: 'Was zu tun ist', examples: 'Darunter', explains: 'Deshalb auch' },
    ...{ since: 'Seit', look: 'Ansehen' },
    type: 'In der Kommandozeile',
    does: { show: 'alles dazu', record: 'der erste Fall', acknowledge: 'sagt, dass Sie sich kümmern' },
  },
  es: {
    notice: { opened: 'Alerta', escalated: 'Sigue abierta', resolved: 'Resuelta' },
    owner: {
      ...{ marketing: 'marketing', cx: 'atención al cliente', operations: 'operaciones', engineering: 'ingeniería' },
      concord: 'Concord',
    },
    ...{ critical: 'crítica', toDo: 'Qué hacer', examples: 'Entre ellos', explains: 'Por eso también' },
    ...{ since: 'Desde', look: 'Ver' },
    type: 'En la línea de comandos',
    does: { show: 'todo al respecto', record: 'el primer caso', acknowledge: 'dice que usted se ocupa' },
  },
}
