import { describe } from 'vitest'
import { memoryLedger } from './testing/memory-ledger.js'
import { memoryWriteBackBook } from './testing/memory-write-back-book.js'
import { writeBackBookContract } from './write-back-book.contract.js'

describe('a queue of write-backs in memory', () =>
  writeBackBookContract(async () => {
    const ledger = memoryLedger()
    return { ledger, book: memoryWriteBackBook(ledger) }
  }))
