import { suppressionSetContract } from './suppression-set.contract.js'
import { memorySuppressionSet } from './suppression-set.js'

suppressionSetContract(() => {
  let clock = new Date()
  const set = memorySuppressionSet(() => clock)
  return { set, account: 'main', otherAccount: 'other', setClock: (at) => (clock = new Date(at)) }
})
