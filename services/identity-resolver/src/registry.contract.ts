import { describe } from 'vitest'
import { addressesContract } from './registry-contract/addresses.contract.js'
import { aloneContract } from './registry-contract/alone.contract.js'
import { atOnceContract } from './registry-contract/at-once.contract.js'
import { crowdsContract } from './registry-contract/crowds.contract.js'
import { customersContract } from './registry-contract/customers.contract.js'
import { storefrontContract } from './registry-contract/storefront.contract.js'
import { waitingContract } from './registry-contract/waiting.contract.js'
import type { Staging } from './testing/scene.js'

/** What every registry keeps to, by itself and under the resolver; each test begins with an empty one. */
export const registryContract = (open: () => Promise<Staging>): void => {
  describe('by itself', () => aloneContract(open))
  describe('for the resolver, who a customer is', () => customersContract(open))
  describe('for the resolver, two who turn out to be one', () => addressesContract(open))
  describe('for the resolver, crowds', () => crowdsContract(open))
  describe('for the resolver, waiting', () => waitingContract(open))
  describe('for the resolver, the storefront', () => storefrontContract(open))
  describe('for the resolver, all at once', () => atOnceContract(open))
}
