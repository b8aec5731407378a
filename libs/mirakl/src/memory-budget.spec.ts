import { callBudgetContract } from './budget.contract.js'
import { memoryBudget } from './memory-budget.js'

callBudgetContract(memoryBudget)
