import { suppressionSetContract } from './suppression-set.contract.js'
import { memorySuppressionSet } from './suppression-set.js'

suppressionSetContract(() => ({ set: memorySuppressionSet(), account: 'main', otherAccount: 'other' }))
