import type { Language } from '@concord/domain'
import type { Channel } from '../../alerts/channel.js'
import { type AlertMessage, messageOf } from '../../alerts/message.js'
import { post } from './posting.js'

interface Settings {
  readonly url: string
  readonly language: Language
  readonly publicUrl: string | undefined
}

/** A workflow of Microsoft Teams that posts what a webhook receives: a message with an Adaptive Card. */
export const teamsChannel = ({ url, language, publicUrl }: Settings): Channel => ({
  send: ({ facts }) => post({ url, body: JSON.stringify(teamsBody(messageOf(facts, language, publicUrl))) }),
})

export const teamsBody = (message: AlertMessage) => {
  const { title, sentence, nextStep, since, examples, folded, commands, link, words } = message
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block(title, { weight: 'Bolder', size: 'Medium' }),
            block(sentence),
            block(`${words.since} ${since}`, { isSubtle: true, spacing: 'None' }),
            ...(nextStep === undefined ? [] : [block(words.toDo, { weight: 'Bolder' }), block(nextStep)]),
            ...listed(
              words.examples,
              examples.map(({ text, link: to }) => (to === undefined ? plain(text) : `[${plain(text)}](${to})`)),
            ),
            ...listed(words.explains, folded.map(plain)),
            ...listed(
              words.type,
              commands.map(({ command, does }) => plain(`${command} (${does})`)),
            ),
          ],
          actions: link === undefined ? [] : [{ type: 'Action.OpenUrl', title: words.look, url: link }],
        },
      },
    ],
  }
}

const block = (text: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ type: 'TextBlock', text: plain(text), wrap: true },
  ...more,
})

const listed = (heading: string, lines: readonly string[]) =>
  lines.length === 0
    ? []
    : [
        block(heading, { weight: 'Bolder' }),
        { type: 'TextBlock', wrap: true, text: lines.map((line) => `- ${line}`).join('\n') },
      ]

/** What a text block would take for emphasis or a link. */
const plain = (text: string): string => text.replaceAll(/[\\[\]*_`]/g, (sign) => `\\${sign}`)
