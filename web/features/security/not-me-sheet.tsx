import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { KeyRound, LogOut, MonitorX, Snowflake } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { notMeKey } from './queries.ts'

/** Says before the press what it does; after it the page with the next steps opens. */
export function NotMeSheet({ about, onClose }: { about: string; onClose: () => void }) {
  const { t } = useTranslation()
  const router = useRouter()
  const report = useMutation({
    mutationFn: () => api('reportNotMe', { body: { about } }),
    async onSuccess(done) {
      queryClient.setQueryData(notMeKey, done)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['security'] }),
        queryClient.invalidateQueries({ queryKey: ['sessions'] }),
      ])
      await router.navigate({ to: '/app/security/not-me', search: { ended: done.ended_sessions } })
    },
  })
  return (
    <Sheet
      title={t('security.notMe.title')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={report.isPending} onClick={() => report.mutate()}>
            {t('security.notMe.confirm')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <NotMeEffects />
      {report.error ? <ErrorState error={report.error} className="mt-4" /> : null}
    </Sheet>
  )
}

const effects = [
  { name: 'freeze', Icon: Snowflake },
  { name: 'sessions', Icon: LogOut },
  { name: 'devices', Icon: MonitorX },
  { name: 'factors', Icon: KeyRound },
] as const

/** The four things "this was not me" does. */
export function NotMeEffects() {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('security.notMe.text')}</p>
      <ul className="mt-3 flex flex-col gap-3">
        {effects.map(({ name, Icon }) => (
          <li key={name} className="flex gap-3">
            <span
              aria-hidden
              className="grid size-9 shrink-0 place-items-center rounded-full bg-sunken text-muted"
            >
              <Icon className="size-4.5" />
            </span>
            <span className="min-w-0 pt-1.5 text-sm">{t(`security.notMe.does.${name}`)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
