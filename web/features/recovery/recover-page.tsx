import { useQuery } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { Clock, LockKeyhole } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Skeleton } from '../../ui/layout.tsx'
import { CodeStep } from './code-step.tsx'
import { ContactStep } from './contact-step.tsx'
import { PasswordStep } from './password-step.tsx'
import { isOver, type Proved } from './recovery.ts'
import { RequestStep } from './request-step.tsx'
import { useSecretLink, type SecretLink } from './secret-link.ts'

/**
 * Forgotten password: who, code, new password, one idea per screen. The address of the page holds the recovery, so the
 * code survives a reload; the right to choose a password is only in memory and does not.
 */
export function RecoverPage() {
  const router = useRouter()
  const { id, contact } = useSearch({ from: '/public/recover' })
  const [proved, setProved] = useState<Proved>()
  const [helpless, setHelpless] = useState(false)
  const [over, setOver] = useState(false)
  const link = useSecretLink()
  const again = () => {
    setOver(false)
    setProved(undefined)
    setHelpless(false)
    void router.navigate({ to: '/recover', search: {}, replace: true })
  }
  if (over) return <Over onAgain={again} />
  if (id === undefined && link) return <ByLink link={link} onOver={() => setOver(true)} onAgain={again} />
  if (id === undefined) return <ContactStep contact={contact ?? ''} />
  if (!proved)
    return <CodeStep id={id} contact={contact ?? ''} onProved={setProved} onOver={() => setOver(true)} />
  if (helpless)
    return <RequestStep id={id} token={proved.token} email={proved.email} onOver={() => setOver(true)} />
  return (
    <PasswordStep
      id={id}
      contact={contact ?? ''}
      proved={proved}
      onLost={() => setHelpless(true)}
      onOver={() => setOver(true)}
    />
  )
}

/** The link of a mail, where the codes of the day are used up: whose account it is, then the new password. */
function ByLink({ link, onOver, onAgain }: { link: SecretLink; onOver: () => void; onAgain: () => void }) {
  const { t } = useTranslation()
  const [helpless, setHelpless] = useState(false)
  const { id, token } = link
  const { data, error, refetch } = useQuery({
    queryKey: ['recovery-link', id],
    queryFn: () => api('lookUpRecovery', { params: { recovery: id }, body: { token } }),
    staleTime: Infinity,
  })
  if (helpless && data) return <RequestStep id={id} token={token} email={data.email} onOver={onOver} />
  if (data)
    return (
      <PasswordStep
        id={id}
        contact=""
        proved={{ ...data, token }}
        onLost={() => setHelpless(true)}
        onOver={onOver}
      />
    )
  if (isOver(error)) return <Over onAgain={onAgain} />
  return (
    <AuthFrame icon={<LockKeyhole />} title={t('recovery.passwordTitle')}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-40" />
        </Loading>
      )}
    </AuthFrame>
  )
}

function Over({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation()
  return (
    <AuthFrame icon={<Clock />} title={t('recovery.overTitle')} intro={t('recovery.over')}>
      <Button size="lg" block onClick={onAgain}>
        {t('recovery.again')}
      </Button>
    </AuthFrame>
  )
}
