source lib.fish
login $argv[1]
echo (basename $DEVICE) > who
