// npm run model: makes the clone ready, then plays many stories, also without each rule; see test/model/README.md.
import { prepareOrExit } from '../deploy/bootstrap.mjs'

await prepareOrExit()
await import('@concord/model-tests/main')
