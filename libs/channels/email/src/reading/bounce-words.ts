/** The words of mail systems that return mail, in the languages they speak: who announces it, what was wrong, whose fault it is. */

const anyOf = (...words: string[]): RegExp => new RegExp(words.join('|'), 'i');

/** A machine that delivers mail, by its address or its name. */
export const daemonSender = anyOf(
  String.raw`\b(?:mailer|mail|mda|mta|smtp)[-_. ]?daemon\b|\bpost[-_.]?master\b|\bmdaemon\b|\bmaildelivery\b`,
  String.raw`\bbounce[sd]?(?:[-+=][\w.=+-]{1,80})?@|\bmail deliver\w{0,4}\b|\bmail administrator\b|\bsystem administrator\b`,
  String.raw`\bmail (?:sub)?system\b|\bdelivery (?:sub)?system\b|\binternet mail delivery\b|\bmicrosoft exchange\b`,
);

/** Subjects under which returned mail comes. */
export const bounceSubject = anyOf(
  String.raw`undeliver(?:ed|able)|non-?deliver|not delivered|delivery (?:status|failure|failed|report|has failed|notification|problem|error|unsuccessful)`,
  String.raw`(?:returned|failed|rejected|bounced|blocked) (?:e-?)?mail|returned to sender|returning message to sender|return(?:ed)? message`,
  String.raw`mail (?:delivery )?(?:failed|failure|error|system error|status|returned)|e-?mail (?:delivery )?failure|message (?:status|delivery (?:failure|error)|could not|not delivered|failed|bounced)`,
  String.raw`failure (?:notice|delivery|notification)|unable to deliver|(?:could|can) ?not (?:be delivered|deliver|send)|delivery to .{1,80} failed|user unknown|unknown (?:user|recipient)|unzustellbar|nicht zugestellt|konnte nicht zugestellt|zustellung (?:fehlgeschlagen|gescheitert)|fehler bei der (?:zustellung|übermittlung)|rückläufer`,
  String.raw`non remis|[ée]chec de (?:la )?(?:remise|distribution|livraison|d[ée]livrance)|non distribu[ée]|n['’]a pas pu être (?:remis|distribué|envoyé|délivré)|courrier retourné`,
  String.raw`rebotado|devuelto|no se (?:puede|pudo|ha podido) entregar|no entregado|error de entrega|mensaje no entregado|fallo (?:de|en la) entrega`,
  String.raw`mancat[ao] (?:consegna|recapito)|impossibile recapitare|non recapitabile|messaggio non (?:consegnato|recapitato)|consegna non riuscita`,
  String.raw`não (?:entregue|pôde ser entregue)|falha na entrega|mensagem devolvida|erro de entrega`,
  String.raw`niet (?:bezorgd|afgeleverd|besteld)|onbestelbaar|kon niet worden (?:bezorgd|afgeleverd)|bezorging mislukt`,
  String.raw`nie dostarczon|niedostarczon|nie można dostarczyć|błąd dostarcz|zwrot wiadomości`,
  String.raw`недостав|не доставлен|не может быть доставлен|невозможно доставить|возврат (?:почты|письма)|сбой доставки`,
  String.raw`kunde inte levereras|ej levererbart|olevererbart|kunne ikke leveres|ikke leveret|ikke levert|toimitus epäonnistui|toimittaminen epäonnistui`,
  String.raw`配信不能|配信(?:できません|エラー)|配送(?:不能|エラー)|送信(?:エラー|できません)|お届けできません|不達|エラーメール|退信|无法投递|未送达|傳送失敗|退件|传递失败|发送失败|전송 ?실패|배달(?:되지|할 수)|반송`,
);

export const delayedSubject = anyOf(
  String.raw`\bdelay(?:ed)?\b|warning: (?:message|could not)|still (?:being )?(?:retried|trying)|could not send message for past`,
  String.raw`verz[öo]ger|retard[ée]|diff[ée]r[ée]|retras(?:o|ado)|demorad|ritard(?:o|at)|atrasad|vertraag|opóźni|задерж|försen|forsinke|遅延|延迟|延遲`,
);

/** What a mail system says first; people who quote it have their own words or a mark of quotation before it. */
export const announcement = anyOf(
  String.raw`created automatically by (?:the )?mail (?:delivery|transfer)|this is the (?:mail system|mail delivery|mailer-daemon|qmail|dragonfly mail agent|mail transfer)|this is a (?:mime-encapsulated message|delivery status notification|permanent error)`,
  String.raw`automatically generated (?:delivery|e-?mail delivery|message from)|this delivery status notification|there was an error delivering|(?:could|can) ?not be delivered|(?:was|has|have) not (?:been )?delivered|was undeliverable|undeliverable (?:mail|message)|unable to (?:be )?deliver|couldn['’]t be delivered|wasn['’]t delivered|failed to deliver`,
  String.raw`deli?ver[ye]y? (?:to|of|for) .{0,120}(?:failed|has been (?:failed|delayed)|was not|could not)|delivery has failed|did not reach the following|delivery (?:failed|failure)[:.]|error message below|your (?:e-?mail |mail )?(?:message )?.{0,120}(?:was not|could not be|cannot be|did not) (?:delivered|sent|reach)|(?:following|these) (?:e-?mail )?(?:address(?:es)?|recipient(?:s)?|user(?:s)?)(?:\(s\)|\(es\))? (?:had|failed|were not|was not|(?:was|were) rejected|could not|cannot|did not)|permanent fatal errors|fatal errors|transcript of session follows`,
  String.raw`invalid user address|rejected by (?:a |the )?(?:remote|recipient)|error occurred while (?:trying|attempting) to deliver|an error while sending|the group you tried to contact|message was (?:rejected|blocked|refused|returned)|failure reasons|unknown (?:user|recipient|local user)[:.]|user mailbox exceeds|delivery problems|delay(?:ed)? (?:for|in the delivery)|has been delayed|not a member of this (?:mailing )?list|not found in (?:the )?directory`,
  String.raw`konnte nicht (?:zugestellt|übermittelt|ausgeliefert)|nicht zugestellt werden|folgende (?:adresse|empfänger)\w{0,3} .{0,80}fehlgeschlagen`,
  String.raw`n['’]a (?:pas )?pu être (?:remis|distribué|délivré|livré|acheminé)|n['’]a pas été (?:remis|distribué|délivré)|échec de la (?:remise|distribution)|impossible de (?:remettre|délivrer|distribuer)`,
  String.raw`no (?:se )?(?:pudo|puede|ha podido)(?: ser)? entrega|no ha sido entregado|non (?:è stato|può essere|ha potuto essere) (?:consegnat|recapitat)|impossibile (?:consegnare|recapitare)|não (?:pôde|foi possível|pode)(?: ser)? entreg`,
  String.raw`(?:kon|kan) niet (?:worden )?(?:bezorgd|afgeleverd)|nie (?:mogła|może|można)(?: zostać| być)? dostarcz|не (?:может|могло|было)(?: быть)? доставлен|не удалось доставить`,
  String.raw`送信(?:できません|に失敗)|配信(?:できません|に失敗)|お届けできません|届けることができません|宛先(?:不明|が見つかりません)|見つかりません|无法(?:投递|送达|发送)|未能(?:投递|送达)|無法(?:投遞|傳送)|退回|전달(?:되지|할 수)|배달(?:되지|할 수)`,
);

/** The address or its host does not exist or takes no mail: nobody need try again. */
export const hardWords = anyOf(
  String.raw`user (?:is )?unknown|unknown (?:user|recipient|local part|(?:e-?mail )?address|host|domain|mailbox|account)|no such (?:user|recipient|mailbox|person|address|account|domain|host)|(?:user|recipient|mailbox|account)s? (?:was |were |is |are )?not (?:found|exist|known|recogni[sz]ed|listed)`,
  String.raw`does(?:n['’]t| not) (?:exist|have an? .{1,40} account)|(?:mailbox|recipient|address|account)[^.\n]{0,30}(?:not found|unavailable|unknown|invalid|disabled|inactive|suspended|closed|does not exist|no longer)|not (?:a )?(?:known|valid) (?:user|recipient|mailbox|address)`,
  String.raw`(?:invalid|bad|unrouteable|undeliverable|non-?existent) (?:recipient|mailbox|destination|address|user)|host (?:or domain name )?(?:unknown|not found)|domain (?:name )?(?:does not exist|not found)|has (?:moved|left)|no longer (?:exists|valid|active|available|works|employed)|not listed in|no mailbox here|not our customer|bad destination (?:system|mailbox)|address error|null mx|does not accept mail|nxdomain`,
  String.raw`(?:benutzer|empfänger|postfach|adresse)[^.\n]{0,30}(?:unbekannt|existiert nicht|nicht gefunden)|(?:destinataire|utilisateur|adresse|boîte)[^.\n]{0,40}(?:inconnu|introuvable|n['’]existe pas)|(?:usuario|destinatario|buzón|dirección)[^.\n]{0,40}(?:desconocid|no existe|no encontrad)|(?:utente|destinatario|casella)[^.\n]{0,40}(?:sconosciut|inesistente|non (?:esiste|trovat))|(?:usuário|destinatário)[^.\n]{0,40}(?:desconhecid|não existe|inexistente)`,
  String.raw`(?:gebruiker|ontvanger)[^.\n]{0,30}(?:onbekend|bestaat niet)|(?:użytkownik|adres|odbiorca)[^.\n]{0,30}(?:nieznany|nie istnieje)|(?:пользователь|адрес|получатель|ящик)[^.\n]{0,40}(?:не (?:найден|существует)|неизвест)|見つかりません|存在し(?:ません|ない)|宛先不明|用户不存在|收件人不存在|不存在|존재하지 않`,
);

/** It may go through another time. */
export const softWords = anyOf(
  String.raw`(?:mailbox|inbox|quota|disk|storage)[^.\n]{0,30}(?:is )?full|over ?(?:its |the )?quota|quota (?:exceed|limit)|exceed(?:s|ed)? (?:the |its |allowed )?(?:size|quota|storage|limit)|mailbox size|too (?:big|large)|size (?:limit|exceed)`,
  String.raw`gr[ae]y ?list|try (?:again|your message) later|temporar|timed? ?out|deferred|connection (?:refused|reset|lost)|too many|insufficient (?:system )?(?:storage|disk|resources)|not enough (?:space|storage)|couldn['’]t create|network error|socket error|name service error|will (?:be )?retr`,
  String.raw`postfach (?:ist )?voll|boîte (?:aux lettres )?pleine|buzón lleno|casella piena|caixa (?:de correio )?cheia|mailbox vol|przepełniona|переполнен|容量(?:超過|を超え)|いっぱい|已满|已滿`,
);

/** The sender or its content is refused: not the address's fault. */
export const policyWords = anyOf(
  String.raw`spam|unsolicited|junk|bulk mail|block(?:ed|list| list)|black ?list|listed (?:in|at|by) .{0,60}(?:bl\b|rbl|dnsbl)|reputation|\bpolicy\b|dmarc|\bspf\b|dkim|reverse dns|\bptr\b|not authori[sz]ed|unauthori[sz]ed|unauthenticated|authentication required|access denied|permission|prohibit|rejected for|virus|malware|security|relay(?:ing)? (?:access )?(?:denied|not)|sender (?:address )?rejected|(?:5\.7\.\d{1,3})`,
);

/** Where the report ends and the returned mail begins. */
export const returnedBelow = anyOf(
  String.raw`^[-=_* ]{2,}.{0,40}(?:original|returned|unsent|undelivered|rejected|copy of|message (?:header|follow)).{0,60}$`,
  String.raw`^(?:the )?(?:original |your )?message(?:'s)? (?:headers?|text|body) follow|^-{3,}below|^-{2,} (?:this is a copy|below)|^below (?:this line )?is (?:a|the) copy|^(?:original|returned|rejected) message(?: headers?)?:?|^message details:?`,
  String.raw`^-{2,}.{0,20}(?:ursprüngliche|message d['’]origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk|исходное|元のメッセージ|原始).{0,40}$|^return-path: ?<`,
);

/** Software of mailing lists that refuses who is not on the list. */
export const listRefusal = anyOf(
  String.raw`\bnot (?:a |an )?member\b|non-?members? (?:are|is) not|only (?:members|subscribers) (?:can|may)|posting .{0,40}(?:is )?(?:restricted|not allowed)|message .{0,40}rejected`,
);
