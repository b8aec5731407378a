import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { z } from 'zod'
import type { Frame, Marketplace, World } from './world.js'

/** How far the story is told. What the sandbox shows follows from the world and this number alone. */
export interface Story {
  readonly world: World
  readonly lastStep: number
  step(): number
  /** @throws RangeError outside 0 to `lastStep` */
  setStep(step: number): void
  frame(marketplace: Marketplace): Frame
}

const State = z.object({ step: z.number().int().min(0) })

const empty: Frame = { at: '1970-01-01T00:00:00Z', orders: [], shops: [], returns: [], webhooks: [], relayed: [] }

/** The frame of a step; a marketplace that ran out of frames stays at its last. */
export const frameAt = ({ frames }: Marketplace, step: number): Frame =>
  frames[Math.min(step, frames.length - 1)] ?? empty

/** @param statePath where the step outlives the process; without it the story starts over at 0 */
export const openStory = (world: World, statePath?: string): Story => {
  const lastStep = Math.max(0, ...world.marketplaces.map(({ frames }) => frames.length - 1))
  let current = Math.min(statePath === undefined ? 0 : readStep(statePath), lastStep)
  return {
    world,
    lastStep,
    step: () => current,
    setStep(step) {
      if (!Number.isInteger(step) || step < 0 || step > lastStep) {
        throw new RangeError(`The story has the steps 0 to ${lastStep}`)
      }
      if (statePath !== undefined) writeStep(statePath, step)
      current = step
    },
    frame: (marketplace) => frameAt(marketplace, current),
  }
}

const readStep = (path: string): number =>
  existsSync(path) ? State.parse(JSON.parse(readFileSync(path, 'utf8'))).step : 0

/** Written aside, flushed and renamed, so that a kill leaves the old step or the new one, never half of either. */
const writeStep = (path: string, step: number): void => {
  const aside = `${path}.new`
  const file = openSync(aside, 'w')
  writeSync(file, JSON.stringify({ step }))
  fsyncSync(file)
  closeSync(file)
  renameSync(aside, path)
}
