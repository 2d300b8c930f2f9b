import type { PasswordJudge } from '../../contract/password-strength.ts'

let judge: Promise<PasswordJudge> | undefined

/**
 * The judge of the contract, its dictionaries loaded once, when a password is first typed; a failure is tried again. They are
 * 0.8 MB compressed: somebody who pays for each of them, or waits long for them, is judged by the server alone, by the same
 * rule, and this rejects.
 */
export function passwordJudge(): Promise<PasswordJudge> {
  if (!judge && isCostly())
    return Promise.reject(new Error('the dictionaries are too much for this connection'))
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

/** Browsers that say nothing about the connection (https://wicg.github.io/netinfo/) count as those with a good one. */
function isCostly(): boolean {
  const connection: unknown = 'connection' in navigator ? navigator.connection : undefined
  if (typeof connection !== 'object' || connection === null) return false
  const saves = 'saveData' in connection && connection.saveData === true
  const isCellular = 'type' in connection && connection.type === 'cellular'
  const isSlow = 'effectiveType' in connection && connection.effectiveType !== '4g'
  return saves || isCellular || isSlow
}
