import {
  Backfill,
  BackfillPlan,
  Books,
  Figures,
  Polls,
  Replay,
  ReplayBegun,
  ReplayPlan,
  Unmatched,
} from '../answers.js'
import type { Gateway } from '../ports.js'
import type { ServiceAt } from '../surroundings.js'
import { readBook } from './books-http.js'
import { ask } from './service-http.js'

export const gatewayHttp = (at: ServiceAt): Gateway => {
  const act = (path: string, body: object) => ({ path, body, isOnce: true, isOperators: true })
  return {
    books: () => ask(at, Books, { path: '/v1/conservation' }),
    records: () => readBook(at, 'records'),
    unmatched: async () => (await ask(at, Unmatched, { path: '/v1/unmatched' })).unmatched,
    polls: () => ask(at, Polls, { path: '/v1/polls' }),
    figures: () => ask(at, Figures, { path: '/status' }),
    planReplay: async (wish) => (await ask(at, ReplayPlan, act('/v1/replays', { ...wish, dryRun: true }))).counts,
    beginReplay: (wish) => ask(at, ReplayBegun, act('/v1/replays', wish)),
    replay: (id) => ask(at, Replay, { path: `/v1/replays/${id}` }),
    planBackfill: (wish) => ask(at, BackfillPlan, act('/v1/backfills', { ...wish, dryRun: true })),
    beginBackfill: (wish) => ask(at, Backfill, act('/v1/backfills', wish)),
    backfill: (id) => ask(at, Backfill, { path: `/v1/backfills/${id}` }),
  }
}
