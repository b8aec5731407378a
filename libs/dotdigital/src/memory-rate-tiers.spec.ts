import { memoryRateTiers } from './memory-rate-tiers.js'
import { rateTiersContract } from './rate-tiers.contract.js'

rateTiersContract(memoryRateTiers)
