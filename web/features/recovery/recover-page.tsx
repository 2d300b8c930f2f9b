import { useRouter, useSearch } from '@tanstack/react-router'
import { Clock } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeStep } from './code-step.tsx'
import { ContactStep } from './contact-step.tsx'
import { PasswordStep } from './password-step.tsx'
import type { Proved } from './recovery.ts'
import { RequestStep } from './request-step.tsx'

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
  const again = () => {
    setOver(false)
    setProved(undefined)
    setHelpless(false)
    void router.navigate({ to: '/recover', search: {}, replace: true })
  }
  if (over) return <Over onAgain={again} />
  if (id === undefined) return <ContactStep contact={contact ?? ''} />
  if (!proved)
    return <CodeStep id={id} contact={contact ?? ''} onProved={setProved} onOver={() => setOver(true)} />
  if (helpless) return <RequestStep id={id} token={proved.token} onOver={() => setOver(true)} />
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
