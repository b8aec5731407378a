import { linkKinds } from '@concord/domain'
import { z } from 'zod'

/** What came of visiting the addresses that messages lately showed, by what they lead to. Nothing here names a person. */
const place = z.object({
  /** Code of the channel; empty where an order has none. */
  channel: z.string(),
  kind: z.enum(linkKinds),
  visited: z.number().int(),
  /** Without what follows a question mark, each with what it answers. */
  failing: z.array(z.object({ address: z.string(), answer: z.string() })).readonly(),
})
export type VisitedPlace = z.infer<typeof place>

/** What dd-publisher answers to `GET /v1/links`: each marketplace whose links it visits. */
export const LinkVisits = z.object({
  marketplaces: z
    .array(
      z.object({
        marketplace: z.string(),
        everyMinutes: z.number(),
        visitedAt: z.string().optional(),
        /** When the newest message went out that may show links. */
        sentAt: z.string().optional(),
        places: z.array(place).readonly(),
      }),
    )
    .readonly(),
})
export type LinkVisits = z.infer<typeof LinkVisits>
