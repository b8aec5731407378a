import { parseArgs } from 'node:util'

export interface Options {
  /** Undefined: the usual one, or that of the folder. */
  readonly seed?: number | undefined
  /** The instant the story is told from. Undefined: this start, or the folder's first. */
  readonly anchor?: Date | undefined
  readonly startedAt: Date
  readonly miraklPort: number
  readonly dotdigitalPort: number
  readonly host: string
  /** Where both remember; without it, all is forgotten at the end. */
  readonly data?: string | undefined
  /** The checkouts that come to each marketplace in an hour of its clock; undefined: nobody lives there. */
  readonly ordersPerHour?: number | undefined
  /** Seconds on the sandboxes' clocks in a real one; undefined: as they are. */
  readonly speed?: number | undefined
  /** Where the marketplaces post their webhooks; `{marketplace}` stands for the marketplace's id. */
  readonly webhook?: { readonly url: string; readonly token: string } | undefined
}

export const usage = `usage: npm run sandbox -- [options]
  --seed 2026               the same number gives the same marketplaces and contacts
  --anchor 2026-11-01T12:00:00Z  the instant the story is told from; now, unless given
  --mirakl-port 4010        0 takes any free one
  --dotdigital-port 4020
  --host 127.0.0.1
  --data folder             remembers over restarts; without it, each start is a new one
  --living                  tells the story to its end, then lets customers and sellers live on
  --orders-per-hour 12      checkouts in each living marketplace
  --speed 60                runs both clocks that much faster, or slower below 1; 1, unless given
  --webhook url             posts Mirakl's webhooks there; {marketplace} in it stands for the marketplace
  --webhook-token text      sent in Authorization with each of them`

/** @throws Error that names the option and what it takes */
export const readOptions = (args: readonly string[], now: Date): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      anchor: { type: 'string' },
      'mirakl-port': { type: 'string', default: '4010' },
      'dotdigital-port': { type: 'string', default: '4020' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      living: { type: 'boolean', default: false },
      'orders-per-hour': { type: 'string' },
      speed: { type: 'string' },
      webhook: { type: 'string' },
      'webhook-token': { type: 'string' },
    },
  })
  return {
    seed: values.seed === undefined ? undefined : whole('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    anchor: values.anchor === undefined ? undefined : instant(values.anchor),
    startedAt: now,
    miraklPort: whole('--mirakl-port', values['mirakl-port'], 65_535),
    dotdigitalPort: whole('--dotdigital-port', values['dotdigital-port'], 65_535),
    host: values.host,
    data: values.data,
    ordersPerHour: rateOf(values.living, values['orders-per-hour']),
    speed: values.speed === undefined ? undefined : amount('--speed', values.speed, 3_600),
    webhook: webhookOf(values.webhook, values['webhook-token']),
  }
}

const whole = (name: string, text: string, most: number): number => {
  const number = Number(text)
  if (text.trim() !== '' && Number.isInteger(number) && number >= 0 && number <= most) return number
  throw new Error(`${name} takes a whole number from 0 to ${String(most)}`)
}

const amount = (name: string, text: string, most: number): number => {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= most) return number
  throw new Error(`${name} takes a number from 0 to ${String(most)}`)
}

const rateOf = (isLiving: boolean, text: string | undefined): number | undefined => {
  if (isLiving) return amount('--orders-per-hour', text ?? '12', 500)
  if (text !== undefined) throw new Error('--orders-per-hour goes with --living')
  return undefined
}

const instant = (text: string): Date => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Error('--anchor takes an instant like 2026-11-01T12:00:00Z')
  return at
}

const webhookOf = (url: string | undefined, token: string | undefined): Options['webhook'] => {
  if (url === undefined && token === undefined) return undefined
  if (url === undefined || token === undefined) throw new Error('--webhook and --webhook-token belong together')
  if (!URL.canParse(url)) throw new Error('--webhook takes a URL')
  return { url, token }
}
