import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { Alert, type Tone } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import type { Verdict } from './queries.ts'

/** "Is this really us?" for whatever somebody received. */
export function CheckChannel() {
  const { t } = useTranslation()
  const headingId = useId()
  const [text, setText] = useState('')
  const check = useMutation({ mutationFn: (asked: string) => api('checkChannel', { body: { text: asked } }) })
  return (
    <Card className="flex flex-col gap-4">
      <h2 id={headingId} className="text-lg font-semibold">
        {t('official.check.title')}
      </h2>
      <form
        aria-labelledby={headingId}
        className="flex flex-col gap-4"
        onSubmit={event => {
          event.preventDefault()
          if (text.trim() !== '') check.mutate(text)
        }}
      >
        <Field label={t('official.check.label')} hint={t('official.check.hint')}>
          <Textarea
            rows={2}
            value={text}
            maxLength={2_000}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={t('official.check.placeholder')}
            onChange={event => {
              setText(event.target.value)
              check.reset()
            }}
          />
        </Field>
        <Button type="submit" className="w-fit" pending={check.isPending} disabled={text.trim() === ''}>
          {t('official.check.action')}
        </Button>
      </form>
      {check.data ? <Answered verdict={check.data} /> : null}
      {check.error ? <ErrorState error={check.error} /> : null}
    </Card>
  )
}

const tones: Record<Verdict['verdict'], Tone> = {
  official: 'ok',
  look_alike: 'bad',
  not_official: 'bad',
  unreadable: 'warn',
}

function Answered({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation()
  const { verdict: judged, kind, imitation, official, read_as: readAs } = verdict
  return (
    <Alert tone={tones[judged]} live title={t(`official.check.${judged}.title`)}>
      {imitation ? <p className="font-medium">{t(`official.check.imitation.${imitation}`)}</p> : null}
      <p>
        {judged === 'official'
          ? t(`official.check.official.${kind ?? 'site'}`)
          : t(`official.check.${judged}.text`)}
      </p>
      {readAs === null ? null : (
        <p className="pt-2 wrap-anywhere text-muted">{t('official.check.readAs', { text: readAs })}</p>
      )}
      {judged === 'look_alike' && official ? (
        <p className="wrap-anywhere text-muted">
          {t('official.check.comparedWith', { text: official.value })}
        </p>
      ) : null}
    </Alert>
  )
}
