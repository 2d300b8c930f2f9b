import { useTranslation } from 'react-i18next'
import { troubleOf } from '../../lib/passkeys.ts'
import { Alert } from '../../ui/alert.tsx'
import { ErrorState } from '../../ui/error-state.tsx'

/** Why the browser gave no passkey, in words; a refusal of the server's speaks for itself. */
export function PasskeyTrouble({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  const trouble = troubleOf(error)
  if (error === null || trouble === 'replaced') return null
  if (trouble === undefined) return <ErrorState error={error} />
  const text = trouble === 'closed' || trouble === 'unfit' ? trouble : 'refused'
  return (
    <Alert tone={trouble === 'closed' ? 'info' : 'warn'} live>
      {t(`consoleSignIn.factor.${text}`)}
    </Alert>
  )
}
