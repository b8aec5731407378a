import { expect, it } from 'vitest'
import { sorted } from './sorted.js'
import { byCreation } from './wire.js'

const at = (id: string, second: number, state = 'NEW') => ({ id, date: `2026-03-01T00:00:0${String(second)}Z`, state })
const three = () => {
  const objects = [at('b', 2), at('c', 3), at('a', 1)]
  return sorted(new Map(objects.map((object) => [object.id, object])), byCreation('date', 'id'))
}

it('puts the new at the end and the changed where it stood, and refuses what belongs elsewhere', () => {
  const list = three()

  expect([list.put('d', at('d', 4)), list.put('b', at('b', 2, 'OLD'))]).toEqual([true, true])
  expect([list.put('e', at('e', 0)), list.put('a', at('a', 5)), list.put('f', at('f', 3))]).toEqual([
    false,
    false,
    false,
  ])
  expect([...list.byId.values()]).toEqual([at('a', 1), at('b', 2, 'OLD'), at('c', 3), at('d', 4)])
})
