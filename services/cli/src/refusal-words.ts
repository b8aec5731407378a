import type { Option } from 'commander'
import type { Refused } from './errors.js'

/** What a service refuses, by the options of the command that asked and the commands that there are. */
export const refusalWords = ({ message, faults = [] }: Refused, options: readonly Option[]): string => {
  const said = faults.map((fault) => inOptions(fault, options))
  return message
    .replace(faults.join('; '), said.join('; '))
    .replaceAll(/GET \/v1\/([a-z]+)/g, (asked: string, name: string) => commands[name] ?? asked)
}

const commands: Readonly<Record<string, string>> = {
  ...{ alerts: 'concord alerts', exceptions: 'concord exceptions', reconciliations: 'concord reconcile list' },
}

/** `body.until: …` is `--until: …`; what a command gives without an option of its own stays as the service calls it. */
const inOptions = (fault: string, options: readonly Option[]): string => {
  const [, name = '', words = ''] = /^(?:query\.|body\.)?(\w+)[\w.]*: (.*)$/s.exec(fault) ?? []
  const long = (wanted: string) => options.find((option) => option.attributeName() === wanted)?.long
  const own = long(name)
  if (own != null) return `${own}: ${words}`
  // A period that ends now.
  const since = long('since')
  return since != null && name === 'to' ? `${since}: now ${words.replace('after from', 'after it')}` : fault
}
