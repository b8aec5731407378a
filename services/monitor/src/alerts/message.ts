import { explainAlert, type Language } from '@concord/domain'
import type { Telling } from './outbox.js'
import { words } from './words.js'

/** A line that may lead somewhere. */
interface Line {
  readonly text: string
  readonly link?: string | undefined
}

/** What somebody may type, and what for. */
interface Typed {
  readonly command: string
  readonly does: string
}

/** What a person reads, before it is made for a channel. */
export interface AlertMessage {
  /** What happened, in a line. */
  readonly title: string
  readonly sentence: string
  /** What to do; nothing once it is resolved. */
  readonly nextStep: string | undefined
  readonly since: string
  readonly examples: readonly Line[]
  readonly folded: readonly string[]
  /** For whoever has no page to look at. */
  readonly commands: readonly Typed[]
  readonly link: string | undefined
  readonly words: (typeof words)[Language]
}

const longestTitle = 150

/** @param publicUrl where people reach monitor, without a slash at its end; no links where nobody said */
export const messageOf = (telling: Telling, language: Language, publicUrl: string | undefined): AlertMessage => {
  const { is, type, blanks, severity, owner, examples, count } = telling
  const said = words[language]
  const { sentence, nextStep } = explainAlert(type, blanks, language)
  const urgency = severity === 'critical' && is !== 'resolved' ? ` (${said.critical})` : ''
  const more = count > examples.length && examples.length > 0 ? [{ text: '…' }] : []
  return {
    title: shortened(`${said.notice[is]}${urgency}, ${said.owner[owner]}: ${sentence}`, longestTitle),
    sentence,
    nextStep: is === 'resolved' ? undefined : nextStep,
    since: telling.openedAt,
    examples: [
      ...examples.map(({ name, key }) => ({
        text: name,
        link: publicUrl === undefined || key === undefined ? undefined : `${publicUrl}/v1/records/${pathOf(key)}`,
      })),
      ...more,
    ],
    folded: telling.folded.map((one) => explainFolded(one, language)),
    commands: commandsFor(telling, said),
    link: publicUrl === undefined ? undefined : `${publicUrl}/v1/alerts/${telling.alertId}`,
    words: said,
  }
}

const commandsFor = ({ is, alertId, examples }: Telling, { does }: AlertMessage['words']): readonly Typed[] => {
  const key = examples.find((one) => one.key !== undefined)?.key
  return [
    { command: `concord alerts show ${alertId}`, does: does.show },
    ...(key === undefined ? [] : [{ command: `concord records ${typed(key)}`, does: does.record }]),
    ...(is === 'resolved' ? [] : [{ command: `concord alerts acknowledge ${alertId}`, does: does.acknowledge }]),
  ]
}

/** As a shell takes it for one word, and for nothing else. */
const typed = (key: string): string => (/^[\w:./@-]+$/.test(key) ? key : `'${key.replaceAll("'", String.raw`'\''`)}'`)

const pathOf = (key: string): string => key.split('/').map(encodeURIComponent).join('/')

const explainFolded = ({ type, where, count }: Telling['folded'][number], language: Language): string =>
  `${type}, ${where}: ${new Intl.NumberFormat(language).format(count)}`

export const shortened = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
