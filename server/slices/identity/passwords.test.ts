import { describe, expect, test } from 'vitest'
import { createGate, createPasswords } from './passwords.ts'

const passwords = createPasswords()

test('a hash names its parameters (OWASP) and a salt of its own', async () => {
  const [first, second] = await Promise.all([passwords.hash('lantern 5'), passwords.hash('lantern 5')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(second).not.toBe(first)
})

test('the right password matches and nothing else does', async () => {
  const hash = await passwords.hash('密码 lantern 5')
  expect(await passwords.verify('密码 lantern 5', hash)).toEqual({ matches: true, needsRehash: false })
  for (const wrong of ['密码 lantern 6', '密码 lantern 5 ', '密码 Lantern 5', ''])
    expect(await passwords.verify(wrong, hash)).toMatchObject({ matches: false })
})

test('characters that look and mean the same are the same', async () => {
  const hash = await passwords.hash('zoe\u0308 ＬＡＮＴＥＲＮ')
  expect(await passwords.verify('zo\u00eb LANTERN', hash)).toMatchObject({ matches: true })
})

/** Test vector of the reference implementation (P-H-C/phc-winner-argon2, src/test.c). */
const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

test('hashes of other programs are read; older parameters ask for a new hash', async () => {
  expect(await passwords.verify('password', reference)).toEqual({ matches: true, needsRehash: true })
  expect(await passwords.verify('differentpassword', reference)).toEqual({
    matches: false,
    needsRehash: true,
  })
})

test('nobody’s password never matches', async () => {
  expect(await passwords.verifyNothing('')).toEqual({ matches: false, needsRehash: false })
  expect(await passwords.verifyNothing('password')).toEqual({ matches: false, needsRehash: false })
})

test.each([
  'plain text',
  '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  '$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
])('%s is not a hash of ours, and that is an error, not a wrong password', async hash => {
  await expect(passwords.verify('password', hash)).rejects.toThrow('PHC format')
})

describe('the gate', () => {
  const held = () => {
    const ends: (() => void)[] = []
    let running = 0
    let most = 0
    return {
      ends,
      most: () => most,
      work: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise<void>(resolve => ends.push(resolve))
        running -= 1
      },
    }
  }
  const turn = () => new Promise(resolve => setImmediate(resolve))

  test('lets so many run, so many wait, and turns the others away', async () => {
    const { ends, most, work } = held()
    const gate = createGate({ concurrency: 2, maxWaiting: 3 })
    const inside = Array.from({ length: 5 }, () => gate(work))
    await expect(gate(work)).rejects.toThrow('overloaded')
    for (let round = 0; round < 5; round++) {
      await turn()
      ends.shift()?.()
    }
    await Promise.all(inside)
    expect(most()).toBe(2)
  })

  test('a failure gives the place back', async () => {
    const gate = createGate({ concurrency: 1, maxWaiting: 1 })
    const failing = gate(() => Promise.reject(new Error('no memory')))
    const next = gate(() => Promise.resolve('served'))
    await expect(failing).rejects.toThrow('no memory')
    expect(await next).toBe('served')
    expect(await gate(() => Promise.resolve('again'))).toBe('again')
  })

  test('nobody overtakes who waits', async () => {
    const { ends, most, work } = held()
    const gate = createGate({ concurrency: 1, maxWaiting: 10 })
    const order: string[] = []
    const first = gate(work)
    const second = gate(async () => void order.push('second'))
    await turn()
    ends.shift()?.()
    // Comes in the very moment the first leaves.
    const third = first.then(() => gate(async () => void order.push('third')))
    await Promise.all([second, third])
    expect(order).toEqual(['second', 'third'])
    expect(most()).toBe(1)
  })
})
