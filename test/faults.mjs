// npm run faults: makes the clone ready, then breaks everything that can break; see test/faults/README.md.
import { prepareOrExit } from '../deploy/bootstrap.mjs'

await prepareOrExit()
await import('@concord/fault-tests/main')
