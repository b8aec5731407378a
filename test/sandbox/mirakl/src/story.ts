import type { Memory } from './memory.js'
import type { Frame, Marketplace, World } from './world.js'

/** How far the story is told. */
export interface Story {
  readonly world: World
  readonly lastStep: number
  step(): number
  /** @throws RangeError outside 0 to `lastStep` */
  setStep(step: number): void
  frame(marketplace: Marketplace): Frame
}

const empty: Frame = { at: '1970-01-01T00:00:00Z', orders: [], shops: [], returns: [], webhooks: [], relayed: [] }

/** The frame of a step; a marketplace that ran out of frames stays at its last. */
export const frameAt = ({ frames }: Marketplace, step: number): Frame =>
  frames[Math.min(step, frames.length - 1)] ?? empty

export const openStory = (world: World, memory: Memory): Story => {
  const lastStep = Math.max(0, ...world.marketplaces.map(({ frames }) => frames.length - 1))
  let current = 0
  memory.listen((fact) => {
    if (fact.fact === 'step') current = Math.min(fact.step, lastStep)
    if (fact.fact === 'reset') current = 0
  })
  return {
    world,
    lastStep,
    step: () => current,
    setStep(step) {
      if (!Number.isInteger(step) || step < 0 || step > lastStep) {
        throw new RangeError(`The story has the steps 0 to ${lastStep}`)
      }
      memory.record({ fact: 'step', step })
    },
    frame: (marketplace) => frameAt(marketplace, current),
  }
}
