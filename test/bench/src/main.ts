import { runProgram } from '@concord/runtime'
import { webhookBurst } from './webhook-burst.js'

runProgram(() => webhookBurst((line) => void process.stdout.write(`${line}\n`)))
