import { z } from 'zod'
import { changeKinds } from '../../changes.js'
import { AlertShown } from './alert-schemas.js'
import { RunInDetailShown } from './reconciliation-schemas.js'
import { Conservation, ExceptionShown } from './schemas.js'
import { language } from './shown.js'

const followed = [...changeKinds, 'conservation'] as const
export type Followed = (typeof followed)[number]

const kind = followed.join('|')

export const eventQuery = z.strictObject({
  kinds: z
    .string()
    .regex(new RegExp(`^(${kind})(,(${kind}))*$`), `must be some of ${followed.join(', ')}, by comma`)
    .default(followed.join(','))
    .describe('Only these')
    .transform((text): readonly Followed[] => followed.filter((one) => text.split(',').includes(one))),
  language,
})

export const eventHeaders = z.object({
  'last-event-id': z
    .string()
    .regex(
      new RegExp(`^\\d{1,20}(\\.(${changeKinds.join('|')})\\.[0-9a-f-]{1,36})?$`),
      'must be the id of an event, as it was sent',
    )
    .optional()
    .describe('Goes on after this event, whatever its kind'),
})

const id = z.string().describe('Covers all kinds; sent back as `Last-Event-ID`, nothing is skipped')

/** What the lines of the stream say. */
export const EventStream = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('alert'), id, data: AlertShown }),
    z.object({ event: z.literal('exception'), id, data: ExceptionShown }),
    z.object({ event: z.literal('reconciliation'), id, data: RunInDetailShown }),
    z.object({ event: z.literal('conservation'), data: Conservation }),
  ])
  .describe('Each event as fields of lines, `data` as JSON in one of them')
