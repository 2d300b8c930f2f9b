import { useMutation } from '@tanstack/react-query'
import { Snowflake } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import type { Restriction } from './queries.ts'

const refresh = () => queryClient.invalidateQueries({ queryKey: ['security'] })

/** The one press that stops all money, and the way back. */
export function FreezeCard({ freeze }: { freeze: Restriction | null }) {
  const { t } = useTranslation()
  return freeze ? (
    <Frozen freeze={freeze} />
  ) : (
    <Card className="flex flex-col gap-4" label={t('security.freeze.title')}>
      <Heading />
      <p className="text-sm text-muted">{t('security.freeze.text')}</p>
      <FreezeButton />
    </Card>
  )
}

function Heading() {
  const { t } = useTranslation()
  return (
    <h2 className="flex items-center gap-2.5 text-lg font-semibold">
      <Snowflake aria-hidden className="size-5 text-info" />
      {t('security.freeze.title')}
    </h2>
  )
}

function FreezeButton() {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const freeze = useMutation({
    mutationFn: () => api('freezeAccount', {}),
    async onSuccess() {
      await refresh()
      showToast({ text: t('security.freeze.frozen') })
      setAsking(false)
    },
  })
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)} className="w-fit">
        {t('security.freeze.action')}
      </Button>
      {asking ? (
        <Sheet
          title={t('security.freeze.confirmTitle')}
          description={t('security.freeze.confirmText')}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button variant="danger" pending={freeze.isPending} onClick={() => freeze.mutate()}>
                {t('security.freeze.action')}
              </Button>
              <Button variant="secondary" onClick={() => setAsking(false)}>
                {t('ui.cancel')}
              </Button>
            </>
          }
        >
          {freeze.error ? <ErrorState error={freeze.error} /> : null}
        </Sheet>
      ) : null}
    </>
  )
}

function Frozen({ freeze }: { freeze: Restriction }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { liftable_from: from } = freeze
  const early = !freeze.liftable
  const unfreeze = useMutation({
    async mutationFn() {
      try {
        await api('unfreezeAccount', {})
      } catch (error) {
        // Lifted on another device meanwhile, which is what was wanted.
        if (codeOf(error) !== 'transition_not_allowed') throw error
      }
    },
    async onSuccess() {
      await refresh()
      showToast({ text: t('security.freeze.unfrozen') })
    },
  })
  return (
    <Card className="flex flex-col gap-4" label={t('security.freeze.frozenTitle')}>
      <Alert tone="info" title={t('security.freeze.frozenTitle')}>
        <p>{t(`restriction.reason.${freeze.reason}`)}</p>
        <p>{t('security.freeze.frozenSince', { at: formatTime(freeze.placed_at, language) })}</p>
        <p>{t('security.freeze.frozenText')}</p>
      </Alert>
      <div className="flex flex-col gap-2">
        <Button
          variant="secondary"
          className="w-fit"
          disabled={early}
          pending={unfreeze.isPending}
          onClick={() => unfreeze.mutate()}
          aria-describedby="unfreeze-hint"
        >
          {t('security.freeze.unfreeze')}
        </Button>
        <p id="unfreeze-hint" className="text-sm text-muted">
          {early && from !== null
            ? t('security.freeze.liftableFrom', { at: formatTime(from, language) })
            : t('security.freeze.unfreezeHint')}
        </p>
      </div>
      {unfreeze.error && codeOf(unfreeze.error) !== 'step_up_required' ? (
        <ErrorState error={unfreeze.error} />
      ) : null}
    </Card>
  )
}
