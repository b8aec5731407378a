import { memoryRateTiers } from './memory-rate-tiers.js'
import { rateTiersContract } from './rate-tiers.contract.js'

rateTiersContract(async () => {
  let at = Date.parse('2026-11-20T12:00:00Z')
  const now = () => new Date(at)
  const pass = (ms: number): Promise<void> => {
    at += ms
    return Promise.resolve()
  }
  return Promise.resolve({ tiers: memoryRateTiers(now), now, pass })
})
