import type { Defence } from '../defences/defences.js'
import { play } from '../defences/scenario.js'
import { weaken } from '../defences/weakened.js'
import type { Verdict } from '../judge.js'
import { type PartNeeds, since } from './part.js'

/** One fault, met once with the defence and once without. */
export interface Trial {
  readonly defence: string
  readonly fault: string
  readonly bites: readonly string[]
  readonly withIt: Verdict
  readonly withoutIt: Verdict
  /** Nothing was wrong with it, and the damage it is there against was found without it. */
  readonly isProven: boolean
  readonly seconds: number
}

export const tryDefences = async (needs: PartNeeds, defences: readonly Defence[]): Promise<readonly Trial[]> => {
  const trials: Trial[] = []
  for (const defence of defences) {
    needs.signal.throwIfAborted()
    const trial = await tryOne(needs, defence)
    needs.say(`${trial.isProven ? 'bites' : 'PROVES NOTHING'}: without ${defence.name}: ${told(trial.withoutIt)}`)
    trials.push(trial)
  }
  return trials
}

const tryOne = async (needs: PartNeeds, defence: Defence): Promise<Trial> => {
  const begun = performance.now()
  const withIt = await once(needs, defence)
  const withoutIt = await playWithout(needs, defence)
  const { name, scenario, bites } = defence
  const isProven = withIt.isClean && hasBitten(defence, withoutIt)
  return { defence: name, fault: scenario.sentence, bites, withIt, withoutIt, isProven, seconds: since(begun) }
}

export const hasBitten = ({ bites }: Defence, { counts }: Verdict): boolean =>
  bites.some((damage) => counts[damage] > 0)

export const playWithout = async (needs: PartNeeds, defence: Defence): Promise<Verdict> => {
  const weakened = weaken(defence.without)
  try {
    return await once(needs, defence, weakened.root)
  } finally {
    weakened.remove()
  }
}

const once = async ({ servers, signal }: PartNeeds, { scenario }: Defence, programs?: string): Promise<Verdict> => {
  const fresh = await servers.fresh()
  try {
    return await play(scenario, { servers: fresh, signal, programs })
  } finally {
    await fresh.drop()
  }
}

const told = ({ counts }: Verdict): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([damage, count]) => `${count} ${damage}`)
    .join(', ') || 'nothing found'
