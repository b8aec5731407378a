import type { Language } from '@concord/domain'
import type { Channel } from '../../alerts/channel.js'
import { type AlertMessage, messageOf, shortened } from '../../alerts/message.js'
import { post } from './posting.js'

interface Settings {
  readonly url: string
  readonly language: Language
  readonly publicUrl: string | undefined
}

/** An incoming webhook of Slack (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export const slackChannel = ({ url, language, publicUrl }: Settings): Channel => ({
  send: ({ facts }) => post({ url, body: JSON.stringify(slackBody(messageOf(facts, language, publicUrl))) }),
})

/** A header takes 150 characters and a section 3,000 (docs.slack.dev/reference/block-kit/blocks). */
const longestSection = 3_000

export const slackBody = (message: AlertMessage) => {
  const { title, sentence, nextStep, since, examples, folded, commands, link, words } = message
  const lines = examples.map(({ text, link: to }) =>
    to === undefined ? `• ${escaped(text)}` : `• <${to}|${escaped(text)}>`,
  )
  return {
    text: escaped(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      section(`${escaped(sentence)}\n_${words.since} ${since}_`),
      ...(nextStep === undefined ? [] : [section(`*${words.toDo}*\n${escaped(nextStep)}`)]),
      ...(lines.length === 0 ? [] : [section(`*${words.examples}*\n${lines.join('\n')}`)]),
      ...(folded.length === 0
        ? []
        : [section(`*${words.explains}*\n${folded.map((line) => `• ${escaped(line)}`).join('\n')}`)]),
      section(
        `*${words.type}*\n${commands.map(({ command, does }) => `• \`${escaped(command)}\` ${escaped(does)}`).join('\n')}`,
      ),
      ...(link === undefined
        ? []
        : [
            {
              type: 'actions',
              elements: [{ type: 'button', text: { type: 'plain_text', text: words.look, emoji: false }, url: link }],
            },
          ]),
    ],
  }
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: shortened(text, longestSection) } })

/** What Slack would take for a mention, a link or a channel. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
