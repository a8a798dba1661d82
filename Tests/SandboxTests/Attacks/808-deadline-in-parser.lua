-- expect: limit:cpu ; wait for ever in a reader, in the middle of the parser
if sleep then load(function() sleep(3600) end) end
while true do end
