import { z } from 'zod'
import type { Paging } from '../../exceptions.js'

const Place = z.array(z.string()).min(1).max(2)

/** Where a page begins, as an opaque word. */
export const cursorOf = (place: readonly string[] | undefined): string | undefined =>
  place && Buffer.from(JSON.stringify(place)).toString('base64url')

const cursor = (shape: (place: readonly string[]) => boolean) =>
  z
    .string()
    .transform((text, context): readonly string[] => {
      const place = placeIn(text)
      if (place !== undefined && shape(place)) return place
      context.addIssue({ code: 'custom', message: 'must be `next` of the page before, as it is' })
      return z.NEVER
    })
    .optional()
    .describe('`next` of the page before; left out for the first')

const placeIn = (text: string): readonly string[] | undefined => {
  try {
    return Place.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data
  } catch {
    return undefined
  }
}

const limit = z.coerce.number().int().min(1).max(200).default(50).describe('How many at most')

/** By time and id. */
export const exceptionPaging = { limit, cursor: cursor((place) => place.length === 2) }
/** By number. */
export const deedPaging = { limit, cursor: cursor(([id = '', ...more]) => /^\d{1,18}$/.test(id) && more.length === 0) }

export const pagingOf = (asked: { limit: number; cursor?: readonly string[] | undefined }): Paging => ({
  limit: asked.limit,
  after: asked.cursor,
})
