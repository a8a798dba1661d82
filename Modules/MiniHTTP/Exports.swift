// Methods, statuses and field names are HTTPTypes's: whoever imports this module has them.
@_exported public import HTTPTypes
