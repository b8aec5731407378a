import { parseArgs } from 'node:util'
import { runProgram } from '@concord/runtime'
import { runStandalone } from './standalone.js'

runProgram(async () => {
  const { values } = parseArgs({
    options: {
      'until-settled': { type: 'boolean', default: false },
      data: { type: 'string', default: 'data' },
      seed: { type: 'string', default: '2026' },
    },
  })
  await runStandalone({ folder: values.data, seed: Number(values.seed), isUntilSettled: values['until-settled'] })
})
