import { afterEach, expect, test, vi } from 'vitest'
import { passwordJudge } from './password-judge.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([{ saveData: true, effectiveType: '4g' }, { type: 'cellular' }, { effectiveType: '3g' }])(
  'over a connection with %j the dictionaries are not loaded',
  async connection => {
    vi.stubGlobal('navigator', { connection })
    await expect(passwordJudge()).rejects.toThrow('too much for this connection')
  },
)

test.each([{}, { connection: { saveData: false, type: 'wifi', effectiveType: '4g' } }])(
  'they are in a browser with %j',
  async browser => {
    vi.stubGlobal('navigator', browser)
    const judge = await passwordJudge()
    expect(judge('password1', { name: '', email: '', phone: '' }).strong).toBe(false)
  },
)
