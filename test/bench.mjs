// npm run bench: makes the clone ready, then measures; see test/bench/README.md.
import { prepareOrExit } from '../deploy/bootstrap.mjs'

await prepareOrExit()
await import('@concord/bench/main')
