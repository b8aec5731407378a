import { expect, it } from 'vitest'
import { listOf } from './wire.js'
import { start } from './testing/start.js'

it('records a call whose body is too long, and lets faults meet it', async () => {
  const { url, get, post } = await start()
  const send = () =>
    fetch(`${url}/market/nowhere`, { method: 'POST', body: JSON.stringify('x'.repeat(2 * 1024 * 1024)) })
  await post('/_sandbox/faults', [{ do: 'status', status: 503, times: 1 }])

  expect([(await send()).status, (await send()).status]).toEqual([503, 413])

  const { body } = await get('/_sandbox/calls')
  expect(listOf(body, 'calls')).toMatchObject([
    { path: '/market/nowhere', status: 503, requestBody: '' },
    { path: '/market/nowhere', status: 413, requestBody: '' },
  ])
})
