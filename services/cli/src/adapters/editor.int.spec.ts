import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { draftsOf } from './editor.js'

describe('the editor', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concord-editor-spec-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** An editor that writes down which file it was given and who may read that, and then does as told. */
  const editing = async (then: string) => {
    const seen = join(folder, 'seen')
    const open = draftsOf({ EDITOR: `f() { stat -c '%a' "$1" > ${seen}; echo "$1" >> ${seen}; ${then}; }; f` })
    const draft = await open('{"secret": 1}')
    const lines = async () => (await readFile(seen, 'utf8')).trim().split('\n')
    return { draft, lines }
  }

  it('gets a file that nobody else may read, and that is there until it is forgotten', async () => {
    const { draft, lines } = await editing(`echo '{"corrected": true}' > "$1"`)
    await draft.edit()

    expect(JSON.parse(await draft.read())).toEqual({ corrected: true })
    expect(await lines()).toEqual(['600', draft.path])
    await draft.forget()
    expect(existsSync(dirname(draft.path))).toBe(false)
  })

  it('is opened again on what was saved', async () => {
    const { draft } = await editing(`echo again >> "$1"`)
    for (let nth = 0; nth < 2; nth += 1) await draft.edit()

    expect(await draft.read()).toBe('{"secret": 1}again\nagain\n')
    await draft.forget()
  })

  it('loses nothing where it fails', async () => {
    const { draft } = await editing(`echo '{}' > "$1"; return 3`)

    await expect(draft.edit()).rejects.toThrow('ended with 3; nothing was sent')
    expect(await draft.read()).toBe('{}\n')
    await draft.forget()
  })

  it('has to be named', async () => {
    await expect(draftsOf({})('{}')).rejects.toThrow('--from <file>')
  })
})
