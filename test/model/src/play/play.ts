import type { Conservation } from '@concord/standalone'
import type { Act, Evidence } from '../judge/evidence.js'
import { placedIn, type Story } from '../story/story.js'
import { startWorld, type World, type WorldWish } from '../world/world.js'
import { act, calm } from './acting.js'
import { accountAt, exchangesAt } from '../world/gather.js'

export interface Played {
  readonly evidence: Evidence
  /** What Concord tells of its triggers: counted, and never judged by. */
  readonly told: Conservation['triggers']
}

/** Plays a story in a world of its own, waits until everything has settled, and gathers what is to be seen of it. */
export const play = async (wish: WorldWish): Promise<Played> => {
  const world = await startWorld(wish)
  try {
    const acts = [...(await calm(world)), ...(await playAll(wish.story, world)), ...(await calm(world))]
    return await gathered(world, acts)
  } finally {
    await world.stop()
  }
}

/** @param between is done after each step */
export const playAll = async (
  story: Story,
  world: World,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly Act[]> => {
  const acts: Act[] = []
  for (const [index, step] of story.entries()) {
    const placed = placedIn(story.slice(0, index)).length
    acts.push(...(await act({ world, placed }, step)))
    await between()
  }
  return acts
}

export const gathered = async (
  { before, clock, concord, vendors: { miraklUrl, dotdigitalUrl } }: World,
  acts: readonly Act[],
): Promise<Played> => ({
  evidence: {
    ...{ before, acts, after: await accountAt(dotdigitalUrl) },
    mirakl: await exchangesAt(miraklUrl, clock),
    dotdigital: await exchangesAt(dotdigitalUrl, clock),
  },
  told: (await concord.books.conservation()).triggers,
})
