import { useMutation } from '@tanstack/react-query'
import { useId } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'

/** Chooses the phrase that stands in every genuine mail. */
export function PhraseSheet({ phrase, onClose }: { phrase: string | null; onClose: () => void }) {
  const { t } = useTranslation()
  const formId = useId()
  const form = useForm({ defaultValues: { phrase: phrase ?? '' } })
  const save = useMutation({
    mutationFn: (chosen: { phrase: string }) => api('setPhrase', { body: chosen }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['security', 'overview'] })
      showToast({ text: t('security.phrase.saved') })
      onClose()
    },
  })
  const isFitting = (text: string) => {
    const { length } = Array.from(text)
    return (text.trim().length >= 4 && length <= 40) || t('security.phrase.length')
  }
  const refused = fieldProblem(save.error, 'phrase') ? t('security.phrase.notAllowed') : undefined
  const error = form.formState.errors.phrase?.message ?? refused
  return (
    <Sheet
      title={t('security.phrase.title')}
      description={t('security.phrase.text')}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={formId} pending={save.isPending}>
            {t('security.phrase.save')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={event => void form.handleSubmit(chosen => save.mutate(chosen))(event)}
      >
        <Field label={t('security.phrase.label')} hint={t('security.phrase.hint')} error={error}>
          <Input autoComplete="off" maxLength={80} {...form.register('phrase', { validate: isFitting })} />
        </Field>
        {save.error && !refused ? <ErrorState error={save.error} /> : null}
      </form>
    </Sheet>
  )
}
