import type { Language } from '@concord/domain'
import { createTransport } from 'nodemailer'
import type { Channel } from '../../alerts/channel.js'
import { DeliveryFailed } from '../../alerts/errors.js'
import { type AlertMessage, messageOf } from '../../alerts/message.js'

interface Settings {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly smtpUrl: string
  readonly from: string
  readonly to: readonly string[]
  readonly language: Language
  readonly publicUrl: string | undefined
}

const timeoutMs = 10_000

/** A connection for each mail: alerts are few, and one that was left open may be dead when it is needed. */
export const emailChannel = ({ smtpUrl, from, to, language, publicUrl }: Settings): Channel => {
  const transport = createTransport(withTimeouts(smtpUrl))
  /** Whom the server refused of those it was for, so that the others do not have it at each attempt. */
  const refused = new Map<string, readonly string[]>()
  return {
    async send({ id, facts }) {
      const message = messageOf(facts, language, publicUrl)
      const { rejected } = await transport
        .sendMail({
          ...{ from, to: [...to], subject: message.title, text: textOf(message), html: htmlOf(message) },
          envelope: { from, to: [...(refused.get(id) ?? to)] },
          // The same at each attempt: mailboxes that have it already may drop it.
          messageId: `<${id}@${from.split('@')[1] ?? 'concord'}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        .catch((failure: unknown) => {
          throw new DeliveryFailed(reasonOf(failure))
        })
      refused.delete(id)
      if (rejected.length === 0) return
      refused.set(id, rejected.map(addressOf))
      throw new DeliveryFailed(`the server refused ${rejected.length} of ${to.length} addresses`)
    },
  }
}

const addressOf = (one: string | { readonly address: string }): string => (typeof one === 'string' ? one : one.address)

const withTimeouts = (smtpUrl: string): string => {
  const url = new URL(smtpUrl)
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout'])
    url.searchParams.set(name, String(timeoutMs))
  return url.href
}

/** What the server says may name addresses, so only its code is told. */
const reasonOf = (failure: unknown): string => {
  const { responseCode, code } = failure as { readonly responseCode?: unknown; readonly code?: unknown }
  if (typeof responseCode === 'number') return `SMTP ${responseCode}`
  return typeof code === 'string' ? code : 'it cannot be sent'
}

const textOf = ({ sentence, nextStep, since, examples, folded, commands, link, words }: AlertMessage): string =>
  [
    sentence,
    `${words.since}: ${since}`,
    ...(nextStep === undefined ? [] : ['', `${words.toDo}: ${nextStep}`]),
    ...listed(
      words.examples,
      examples.map(({ text, link: to }) => (to === undefined ? text : `${text}  ${to}`)),
    ),
    ...listed(words.explains, folded),
    ...['', `${words.type}:`, ...commands.map(({ command, does }) => `  ${command}  # ${does}`)],
    ...(link === undefined ? [] : ['', `${words.look}: ${link}`]),
    '',
  ].join('\n')

const listed = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${heading}:`, ...lines.map((line) => `- ${line}`)]

const htmlOf = ({ sentence, nextStep, since, examples, folded, commands, link, words }: AlertMessage): string =>
  [
    `<p>${escaped(sentence)}<br><small>${escaped(words.since)}: ${escaped(since)}</small></p>`,
    ...(nextStep === undefined ? [] : [`<p><b>${escaped(words.toDo)}:</b> ${escaped(nextStep)}</p>`]),
    ...listedHtml(
      words.examples,
      examples.map(({ text, link: to }) => (to === undefined ? escaped(text) : anchor(to, text))),
    ),
    ...listedHtml(words.explains, folded.map(escaped)),
    ...listedHtml(
      words.type,
      commands.map(({ command, does }) => `<code>${escaped(command)}</code> ${escaped(does)}`),
    ),
    ...(link === undefined ? [] : [`<p>${anchor(link, words.look)}</p>`]),
  ].join('\n')

const listedHtml = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [`<p><b>${escaped(heading)}:</b></p><ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`]

const anchor = (to: string, text: string): string => `<a href="${escaped(to)}">${escaped(text)}</a>`

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign)
