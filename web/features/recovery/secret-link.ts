import { useRouterState } from '@tanstack/react-router'

/** A link of ours carries `id.token` after the #, where no server log and no referrer ever sees it. */
export type SecretLink = { id: string; token: string }

const tokenLength = 43

/** What the address holds; undefined where the link is cut off. */
export function useSecretLink(): SecretLink | undefined {
  const hash = useRouterState({ select: ({ location }) => location.hash })
  const dot = hash.indexOf('.')
  const [id, token] = [hash.slice(0, dot), hash.slice(dot + 1)]
  return dot > 0 && token.length === tokenLength ? { id, token } : undefined
}
