import type { PasswordJudge } from '../../contract/password-strength.ts'

let judge: Promise<PasswordJudge> | undefined

/** The judge of the contract, its dictionaries loaded once, when a password is first typed; a failure is tried again. */
export function passwordJudge(): Promise<PasswordJudge> {
  judge ??= load()
  return judge
}

async function load(): Promise<PasswordJudge> {
  try {
    const { loadPasswordJudge } = await import('../../contract/password-strength.ts')
    return await loadPasswordJudge()
  } catch (error) {
    judge = undefined
    throw error
  }
}
