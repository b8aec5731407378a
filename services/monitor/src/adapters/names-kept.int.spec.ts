import { databases } from '../testing/opened.js'
import { searchContract } from '../testing/search.contract.js'

for (const [name, open] of databases) searchContract(name, open)
