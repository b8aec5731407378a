import { databases } from '../testing/opened.js'
import { timelinesContract } from '../testing/timelines.contract.js'

for (const [name, open] of databases) timelinesContract(name, open)
