import type { Market } from '../market.js'
import type { LifeState, Memory } from '../memory.js'
import type { Notifier } from '../notifier.js'
import type { Story } from '../story.js'
import { createMarketLife } from './market-life.js'
import { day } from './plan.js'
import { tidingsOf } from './tidings.js'

/** What customers and sellers do once the story is told. */
export interface Life {
  /** Undefined while nobody lives. */
  state(): LifeState | undefined
  /** Begins, or goes on at another rate. */
  begin(ordersPerHour: number): void
  end(): void
  /** Lets all happen that is due by now, each act at its own instant. */
  readonly catchUp: () => void
}

export interface LifeNeeds {
  readonly story: Story
  readonly markets: ReadonlyMap<string, Market>
  readonly memory: Memory
  readonly notifier: Notifier
  readonly now: () => Date
}

export const createLife = ({ story, markets, memory, notifier, now }: LifeNeeds): Life => {
  let state: LifeState | undefined
  memory.listen((fact) => {
    if (fact.fact === 'life') state = fact.life ?? undefined
    if (fact.fact === 'reset') state = undefined
  })
  const lives = [...markets.values()].map((market) => ({ market, life: createMarketLife({ story, market, memory }) }))

  const live = (life: LifeState, to: number): void => {
    const stretch = { from: life.until, to }
    const all = lives.map(({ market, life: each }) => ({ id: market.marketplace.id, ...each.live(stretch, life) }))
    const facts = all.flatMap((each) => each.facts)
    state = { ...life, until: to }
    if (facts.length === 0) return
    memory.record(...facts, { fact: 'life', life: state })
    for (const { id, changes } of all) notifier.tell(id, tidingsOf(changes), `${id} ${String(to)}`)
  }

  const catchUp = (): void => {
    const end = now().getTime()
    while (state !== undefined && state.until < end) live(state, Math.min(state.until + day, end))
  }

  return {
    state: () => state,
    begin: (ordersPerHour) => {
      catchUp()
      const at = now().getTime()
      memory.record({ fact: 'life', life: { since: at, until: at, ...state, ordersPerHour } })
    },
    end: () => {
      catchUp()
      memory.record({ fact: 'life', life: null })
    },
    catchUp,
  }
}
